"""What agencies report of having done for an item."""

from functools import cached_property

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line, Lines, Name
from pillars.models.items import Item
from pillars.models.states import State, state_of


class AgencyExampleQuerySet(models.QuerySet):
    def published(self):
        """What the public may see: the examples of items it may see."""
        return self.filter(item__in=Item.objects.published())


class AgencyExample(models.Model):
    """One agency's own account, on a page that can be read, of what it did for one item. Nobody has verified it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="examples")
    agency = Name(max_length=160, help_text="Its name with the state: “Saint Paul Police Department, MN”.")
    summary = Line(max_length=300, help_text="In our own words: one sentence.")
    source_title = Name(max_length=250)
    url = models.URLField("address", max_length=500)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    looked_on = models.DateField(null=True, blank=True, help_text="The day we read it. Empty: not recorded.")
    staff_note = Lines(blank=True, help_text="For staff only: what was read, and doubts.")

    objects = AgencyExampleQuerySet.as_manager()
    shown_in = ShownIn(blueprint=("item", "agency", "summary", "source_title"), by="item")

    class Meta:
        ordering = ["agency", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "agency", "url"],
                name="example_once_per_item_and_page",
                violation_error_message="This page is already an example of this agency for this item.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item.number}: {self.agency}"

    @cached_property
    def state(self) -> State | None:
        """Where the agency is, as its name says; None if it does not."""
        return state_of(self.agency)
