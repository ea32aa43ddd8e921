"""The words of search that staff own: which words stand for which, and which record answers a query best."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from icpr.lib.folding import fold
from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line, Lines
from icpr.lib.text.typed import normalized
from resources.models.vocabulary import LANGUAGES


class SynonymGroup(models.Model):
    """Words that mean the same to somebody who searches. Takes effect at once; nothing is indexed anew."""

    class Theme(models.TextChoices):
        """What a group is about, for those who keep the list. `fixtures/vocabulary/` has a file for each."""

        ANIMALS = "animals"
        BIAS = "bias", "Bias and hate crime"
        BODIES = "bodies", "Programs and bodies"
        CAREERS = "careers", "Hiring and promotion"
        COMMUNITY = "community", "Community and trust"
        CRIME = "crime", "Crime and investigation"
        CRISIS = "crisis", "Crises and mental health"
        CUSTODY = "custody"
        DISABILITY = "disability"
        FORCE = "force", "Force and weapons"
        IMMIGRATION = "immigration", "Immigration and language"
        LAW = "law", "Courts and law"
        LEADERSHIP = "leadership", "Leadership and discipline"
        MEDIA = "media", "Media and records"
        OPERATIONS = "operations", "Operations and emergencies"
        OVERSIGHT = "oversight", "Complaints and oversight"
        PROPERTY = "property"
        PROTEST = "protest"
        STOPS = "stops", "Stops, searches and arrests"
        TECHNOLOGY = "technology"
        TRAFFIC = "traffic"
        TRAINING = "training"
        VICTIMS = "victims", "Victims and trauma"
        WELLNESS = "wellness", "Officer safety and wellness"
        YOUTH = "youth", "Youth and schools"

    class Direction(models.TextChoices):
        BOTH = "both", "Any of the terms finds the others"
        ONE_WAY = "one-way", "The terms find the targets, not the other way"
        RELATED = "related", "The targets are related subjects: named as nearest, never found"

    direction = models.CharField(max_length=8, choices=Direction, default=Direction.BOTH)
    terms = Lines(max_length=2_000, help_text="One a line; several words are welcome: “school resource officer”.")
    targets = Lines(
        max_length=2_000,
        blank=True,
        help_text="What the terms also search for, or are related to, one a line.",
    )
    keep_case = models.BooleanField(
        "acronyms keep their case",
        default=False,
        help_text="“ICE” is widened, “ice” is not. For acronyms that are also words.",
    )
    reason = Line(max_length=300, help_text="Why: for the next editor.")
    theme = models.CharField(max_length=12, choices=Theme, blank=True, help_text="Where the list shows it.")
    language = models.CharField(
        max_length=8,
        choices=LANGUAGES,
        default="en",
        help_text="Of the terms. Targets are in the words of the records.",
    )
    is_on = models.BooleanField("on", default=True)
    updated_at = models.DateTimeField(auto_now=True)

    shown_in = ShownIn(
        search=("direction", "terms", "targets", "keep_case", "language", "is_on"), hidden=("reason", "updated_at")
    )

    class Meta:
        ordering = ["terms"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="both", targets="") | Q(direction__in=["one-way", "related"]) & ~Q(targets=""),
                name="synonym_targets_go_one_way",
                violation_error_message="Targets belong to a one-way or a related group, which needs them.",
            ),
        ]

    def __str__(self) -> str:
        names = ", ".join(self.term_list)
        return f"{names} → {', '.join(self.target_list)}" if self.targets else names

    def clean(self) -> None:
        if self.direction == self.Direction.BOTH and len(self.term_list) < 2:
            raise ValidationError({"terms": "Give at least two terms, one a line."})

    @property
    def term_list(self) -> list[str]:
        return _lines(self.terms)

    @property
    def target_list(self) -> list[str]:
        return _lines(self.targets)

    @property
    def leads_to(self) -> list[str]:
        """What each of the terms is also searched as, or near to: the other terms, or the targets."""
        return self.term_list if self.direction == self.Direction.BOTH else self.target_list


class BestBetQuerySet(models.QuerySet):
    def in_force(self, day: date):
        """Those whose last day, if any, has not passed on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def first_to_end(self, day: date) -> date | None:
        """The last day of the next one to end, among those in force on a day; None when none ends."""
        return self.in_force(day).aggregate(first=models.Min("ends_on"))["first"]


class BestBet(models.Model):
    """A record that stands first for one query, for a reason and a time."""

    query = Line(max_length=200)
    folded_query = models.CharField(max_length=200, editable=False, db_index=True)
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="best_bets")
    reason = Line(max_length=300)
    ends_on = models.DateField(null=True, blank=True, help_text="The last day it stands first. Empty: no end.")

    objects = BestBetQuerySet.as_manager()
    shown_in = ShownIn(search=("folded_query", "resource", "ends_on"), hidden=("query", "reason"))

    class Meta:
        ordering = ["query", "pk"]
        constraints = [models.UniqueConstraint(fields=["folded_query", "resource"], name="best_bet_once")]

    def __str__(self) -> str:
        return f"{self.query}: {self.resource}"

    def save(self, *args, **kwargs):
        self.folded_query = self.key_of(self.query)
        super().save(*args, **kwargs)

    @staticmethod
    def key_of(query: str) -> str:
        """What two queries are compared by: the text as the search reads it, folded."""
        return fold(normalized(query))


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
