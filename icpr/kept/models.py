"""The tables' common part: what is kept at a private address, and every change that was made to it.

It has no owner we know of. Who holds its address holds it, so that addresses are stored only as hashes.
"""

import secrets

from django.db import models
from django.utils import timezone

from icpr.lib import tokens


def first_version() -> int:
    """Where an entry begins to count its versions:
    anywhere, so that one that was removed and added again is never taken for what it was before."""
    return secrets.randbelow(1_000_000_000) + 1


class Kept(models.Model):
    edit_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True)
    share_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True, null=True)
    share_sealed = models.CharField(max_length=tokens.SEALED_LENGTH, blank=True)  # only the private token opens it
    email = models.EmailField("address for a warning", blank=True)
    version = models.PositiveIntegerField(default=1)  # of the lines about it, such as its title
    created_at = models.DateTimeField(default=timezone.now)
    used_on = models.DateField(default=timezone.localdate, db_index=True)
    warned_on = models.DateField(null=True)
    forgotten_until = models.DateTimeField(null=True)  # when the latest change was made that the history dropped

    written = 0  # characters added to its history since it was read

    class Meta:
        abstract = True

    def touch(self) -> None:
        """Remember that it was used today; writes at most once a day. For who writes anyway:
        see `icpr.kept.last_opened`."""
        today = timezone.localdate()
        if self.used_on != today or self.warned_on:
            self.used_on, self.warned_on = today, None
            type(self)._default_manager.filter(pk=self.pk).update(used_on=today, warned_on=None)


class KeptChange(models.Model):
    """One thing that was done to it, with what is needed to take it back. See `icpr.kept.history`.

    idempotency_key: the form it came from, which counts once however often it is sent. size: of `before` and `after`
    as text, in characters.
    """

    idempotency_key = models.CharField(max_length=80)
    message = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.message
