"""Addresses terms once had. Whatever stands at one leads on to the present one, in pages and in filters alike."""

import re
from collections.abc import Collection

from django.db import models, transaction

from icpr.lib.shown_in import NOWHERE

SLUG = re.compile(r"[-\w]{1,120}")


class FormerAddressQuerySet(models.QuerySet):
    def of(self, model: type[models.Model], slugs: Collection[str]):
        readable = [slug for slug in slugs if SLUG.fullmatch(slug)]
        return self.filter(kind=model._meta.concrete_model._meta.label_lower, slug__in=readable)

    def slugs_now(self, model: type[models.Model], slugs: Collection[str]) -> dict[str, str]:
        """Former slug → present slug, for those of `slugs` that a row of the model once had; two queries at most.

        A slug that a row has now is not asked for here: it wins over a former one.
        """
        holders = dict(self.of(model, slugs).values_list("slug", "term"))
        present = dict(model._base_manager.filter(pk__in=holders.values()).values_list("pk", "slug")) if holders else {}
        return {slug: present[key] for slug, key in holders.items() if key in present}

    def holder(self, model: type[models.Model], slug: str):
        """The row of the model that once had this slug, or None."""
        key = self.of(model, [slug]).values_list("term", flat=True).first()
        return key and model._base_manager.filter(pk=key).first()


class FormerAddress(models.Model):
    """A slug that a term of one kind once had. It names the term itself, so that a chain of renamings is one step.

    The row outlives its term: one that is deleted and put back has its former addresses again.
    """

    kind = models.CharField(max_length=60)  # the label of the model: "resources.tag"
    slug = models.CharField(max_length=120)
    term = models.PositiveBigIntegerField()

    objects = FormerAddressQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        verbose_name_plural = "former addresses"
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="former_address_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.slug}"


class Addressed(models.Model):
    """For a model whose `slug` is part of an address: the slugs it had are kept when it gets another."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Saves the row, remembers its former slug, and takes over one that was another's: all or nothing."""
        super().save(*args, **kwargs)
        stored, self._stored_slug = getattr(self, "_stored_slug", None), self.slug
        if stored == self.slug:
            return
        kind = self._meta.concrete_model._meta.label_lower
        FormerAddress.objects.filter(kind=kind, slug=self.slug).delete()
        if stored:
            FormerAddress.objects.update_or_create(kind=kind, slug=stored, defaults={"term": self.pk})

    @classmethod
    def from_db(cls, *args, **kwargs):
        term = super().from_db(*args, **kwargs)
        term._stored_slug = term.__dict__.get("slug")
        return term
