"""Kinds with rules of their own: the same table, their own manager, validation, admin entry and page parts."""

from collections.abc import Callable

from django.db import models

from resources.models.querysets import ResourceQuerySet
from resources.models.resource import PROXIES, Resource
from resources.models.vocabulary import AddressEvidence, Kind


class OfKind(models.Manager.from_queryset(ResourceQuerySet)):
    """A manager that sees one kind only, and makes that kind."""

    def get_queryset(self):
        return super().get_queryset().of_kind(self.model.KIND)


class ModelPolicy(Resource):
    """A policy an agency can adopt: a set of component papers (model policy, considerations, concepts & issues ...)."""

    KIND = Kind.MODEL_POLICY
    objects = OfKind()

    class Meta:
        proxy = True
        verbose_name_plural = "model policies"

    def save(self, *args, **kwargs):
        self.kind = self.KIND
        super().save(*args, **kwargs)

    def publish_errors_of_kind(self, holds: Callable[[str], bool]) -> list[str]:
        """A policy says of which papers it consists, or has the publisher's directory as its address, which does."""
        if holds("documents") or self.address_evidence == AddressEvidence.DIRECTORY:
            return []
        return [
            "A model policy needs at least one component document, even one that is not held here, "
            "or the publisher’s directory as its address."
        ]


class PoliceChiefArticle(Resource):
    """An article of the IACP's magazine, Police Chief."""

    KIND = Kind.POLICE_CHIEF_ARTICLE
    objects = OfKind()

    class Meta:
        proxy = True
        verbose_name = "Police Chief article"

    def save(self, *args, **kwargs):
        self.kind = self.KIND
        super().save(*args, **kwargs)

    @property
    def in_issue(self) -> str:
        """The volume and the number of the issue it appeared in, as far as they are known: "vol. 83, no. 9"."""
        volume = f"vol. {self.volume}" if self.volume else ""
        issue = f"no. {self.issue}" if self.issue else ""
        return ", ".join(filter(None, [volume, issue]))

    def publish_errors_of_kind(self, holds: Callable[[str], bool]) -> list[str]:
        return [] if self.publication.strip() else ["A Police Chief article needs its publication named."]


class Collection(Resource):
    """What the library chose for one need: records, items and practices in order, each with a note why it is there.

    It is read on its own page, and needs no address elsewhere."""

    KIND = Kind.COLLECTION
    objects = OfKind()

    class Meta:
        proxy = True

    def save(self, *args, **kwargs):
        self.kind = self.KIND
        super().save(*args, **kwargs)

    def publish_errors_of_kind(self, holds: Callable[[str], bool]) -> list[str]:
        reasons = [] if holds("entries") else ["A collection needs at least one entry."]
        if self.official_url:
            reasons.append("A collection is read here: leave the official address empty.")
        return reasons


PROXIES |= {proxy.KIND: proxy for proxy in (ModelPolicy, PoliceChiefArticle, Collection)}
