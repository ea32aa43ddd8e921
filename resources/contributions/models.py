"""Who made each record, as a fact that lists can ask for, and the drafts that somebody made themselves."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from icpr.lib.shown_in import NOWHERE
from resources.models import Resource
from resources.models.querysets import ResourceQuerySet


class Contribution(models.Model):
    """By whom a record was made. One that came with the opening catalogue or by a command has none.

    The history knows it too, but only by reading all versions of all records.
    """

    record = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="contribution")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contributions")
    at = models.DateTimeField(default=timezone.now)

    shown_in = NOWHERE

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.record} by {self.user}"


class OwnDraftQuerySet(ResourceQuerySet):
    def of(self, user):
        """What somebody made and readers have never seen: drafts, and what they handed in."""
        return self.unpublished().filter(contribution__user=user)


class OwnDraft(Resource):
    """A record as contributors see it: they have rights on these alone, and each on their own."""

    objects = OwnDraftQuerySet.as_manager()

    class Meta:
        proxy = True
        default_permissions = ("add", "change", "view")
        verbose_name = "draft"
        verbose_name_plural = "own drafts"
