"""Drafts that are to take the place of another record once they are published."""

from django.db import models

from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line


class NewEdition(models.Model):
    """That a draft is a new edition of a record, and what readers are told of it when it appears."""

    draft = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="edition_of")
    of = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="new_editions")
    note = Line(
        "public note",
        max_length=300,
        blank=True,
        help_text="What is new in it, in one sentence. Readers are told when it is published. Empty: no note.",
    )

    shown_in = NOWHERE

    class Meta:
        default_permissions = ()  # who may change the draft may change what it says of it
        constraints = [
            models.UniqueConstraint(fields=["draft"], name="new_edition_of_one"),
            models.CheckConstraint(condition=~models.Q(draft=models.F("of")), name="new_edition_of_another"),
        ]

    def __str__(self) -> str:
        return f"New edition of {self.of}"
