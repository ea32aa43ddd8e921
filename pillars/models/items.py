"""The Blueprint's items: what the Final Report of the Task Force recommends, each with what an agency needs to act."""

from collections.abc import Collection
from functools import cached_property

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from icpr.lib.natural_keys import remembered
from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line, Lines, Name, NamingLines
from pillars.models.actors import Actor
from pillars.models.evidence import Practice, tally
from pillars.models.frame import FocusArea, Pillar
from pillars.models.rating import EvidenceRating, Rated, rate
from pillars.models.vocabulary import Effort, ItemState, Level, Side

ACTION_ITEMS_IN_REPORT = 92
REPORT_URL = "https://www.ojp.gov/library/publications/final-report-presidents-task-force-21st-century-policing"
NUMBER = r"[0-6]\.[0-9]{1,2}(?:\.[0-9]{1,2})?"


class ItemQuerySet(models.QuerySet):
    @remembered
    def get_by_natural_key(self, number: str):
        return self.get(number=number)

    def published(self):
        """What the public may see: the items that were read in a source."""
        return self.filter(state=ItemState.PUBLISHED)

    def to_check(self):
        return self.filter(state=ItemState.TO_CHECK)

    def at_level(self, level: str):
        return self.filter(level=level)

    def with_findings(self):
        """With what research found, in three queries for any number of items."""
        return self.select_related("pillar").prefetch_related("practices__findings")

    def with_evidence(self):
        """With who acts as well and on what, in five queries."""
        return self.with_findings().prefetch_related("actors", "focus_areas")

    def with_action_items(self):
        """With the public items under each as `action_items`, and what research found of them; in four queries."""
        below = Item.objects.published().prefetch_related("practices__findings")
        return self.prefetch_related(Prefetch("children", below, to_attr="action_items"))

    def with_surroundings(self):
        """With all its own page shows but resources:
        what it bears on and agencies' accounts as well, in eight queries."""
        return self.with_evidence().prefetch_related("near_practices__findings", "examples")


class Item(models.Model):
    """One recommendation or action item of the report, in one sentence of our own."""

    number = models.CharField(max_length=8, unique=True, validators=[RegexValidator(rf"^{NUMBER}\Z")])
    sort_key = models.CharField(max_length=8, editable=False, db_index=True)
    level = models.CharField(max_length=14, choices=Level)
    pillar = models.ForeignKey(Pillar, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    statement = NamingLines(max_length=500, help_text="What the report asks, in one sentence of our own.")
    plain_title = Name(max_length=80, blank=True, help_text="A few plain words to know it by.")
    actors = models.ManyToManyField(Actor, blank=True, related_name="items", verbose_name="who must act")
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="items")
    practices = models.ManyToManyField(
        Practice,
        blank=True,
        related_name="items",
        help_text="Ways to carry it out that were studied. Their findings count as evidence for the item.",
    )
    near_practices = models.ManyToManyField(
        Practice,
        blank=True,
        related_name="near_items",
        verbose_name="practices it bears on",
        help_text="What it asks to weigh, study or arrange for. Their findings are shown, but prove nothing about it.",
    )

    first_step = Lines(max_length=500, blank=True, help_text="Our editors' suggestion.")
    effort = models.CharField(max_length=6, choices=Effort, blank=True, help_text="Our editors' suggestion.")
    owner_unit = Line(max_length=80, blank=True, help_text="Which unit usually owns it: our suggestion.")
    side = models.CharField(max_length=8, choices=Side, blank=True)
    question = Lines(max_length=500, blank=True, help_text="What a community leader can ask about it.")

    place_in_report = Line(max_length=80, blank=True, help_text="Page or section, where it was read.")
    source_name = Line(
        "read in",
        max_length=160,
        blank=True,
        help_text="What we read, and who holds it if it is a copy or a restatement.",
    )
    source_url = models.URLField(
        "read at", max_length=500, blank=True, help_text="No study cards, no scraper’s copies."
    )
    verified = models.BooleanField(default=False, help_text="The text of this number was read in a source.")
    number_inferred = models.BooleanField(default=False, help_text="The content was read, but not under its number.")
    staff_note = Lines(blank=True, help_text="For staff only: doubts and what is to be checked.")
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.TO_CHECK, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)
    reworded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ItemQuerySet.as_manager()
    shown_in = ShownIn(
        blueprint=("number", "level", "pillar", "statement", "plain_title", "first_step", "question", "state"),
        written=("number", "sort_key", "statement", "plain_title"),
        hidden=("staff_note", "updated_at", "reworded_at"),
        only=("state", ItemState.PUBLISHED),
    )

    # What an agency plans by: a change of these is told to whoever has the item in a plan.
    WORDING = ("number", "statement", "plain_title", "first_step", "effort", "owner_unit", "question")

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=Level.ACTION_ITEM, parent__isnull=False)
                | ~Q(level=Level.ACTION_ITEM) & Q(parent__isnull=True),
                name="item_action_item_has_parent",
                violation_error_message="An action item stands under a recommendation; nothing else does.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.plain_title or self.statement}"

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.number)
        stored = getattr(self, "_stored_wording", None)
        self._stored_wording = self._wording(self.__dict__)
        if stored and any(self._stored_wording[name] != text for name, text in stored.items()):
            self.reworded_at = timezone.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key", "updated_at", "reworded_at"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("item", args=[self.number])

    @classmethod
    def from_db(cls, *args, **kwargs):
        item = super().from_db(*args, **kwargs)
        item._stored_wording = item._wording(item.__dict__)
        return item

    def natural_key(self) -> tuple[str]:
        return (self.number,)

    def _wording(self, loaded: Collection[str]) -> dict[str, str]:
        """Those texts of `WORDING` that are loaded: a deferred one is not asked for."""
        return {name: getattr(self, name) for name in self.WORDING if name in loaded}

    report_url = REPORT_URL

    @property
    def is_public(self) -> bool:
        return self.state == ItemState.PUBLISHED

    @property
    def title(self) -> str:
        return self.plain_title or self.statement

    @property
    def doubts(self) -> str:
        """What readers should know about our reading, in a sentence, or nothing."""
        if self.number_inferred:
            return "We read what this item asks, but not under its number: the number is our inference."
        return "" if self.verified else "We have not yet read this item in a source."

    @cached_property
    def actor_slugs(self) -> frozenset[str]:
        """Who must act; no query after `with_evidence`."""
        return frozenset(actor.slug for actor in self.actors.all())

    @cached_property
    def findings(self) -> list:
        """Every finding about the practices it rests on; no query after `with_evidence`."""
        return [finding for practice in self.practices.all() for finding in practice.findings.all()]

    @cached_property
    def directions(self) -> dict[str, int]:
        return tally(self.findings)

    @cached_property
    def evidence(self) -> Rated:
        """What may be said of the evidence for it. That the report asks for it is no proof; nor is what was found for
        its action items."""
        return rate(self.practices.all())

    @property
    def has_rated_action_items(self) -> bool:
        """Whether anything was found for its action items; after `with_action_items`."""
        return any(item.evidence.rating != EvidenceRating.NOT_REVIEWED for item in getattr(self, "action_items", []))

    @property
    def roll_up(self) -> list[tuple[str, int]]:
        """How many of its action items have each rating that any has, by the label; after `with_action_items`."""
        ratings = [item.evidence.rating for item in getattr(self, "action_items", [])]
        return [(rating.label, ratings.count(rating)) for rating in EvidenceRating if rating in ratings]


class OfLevel(models.Manager.from_queryset(ItemQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(level__in=self.model.LEVELS)


class Recommendation(Item):
    """One of the 59 recommendations, or of the two that stand above them."""

    LEVELS = (Level.OVERARCHING, Level.RECOMMENDATION)
    objects = OfLevel()

    class Meta:
        proxy = True


class ActionItem(Item):
    """One of the 92 steps the report puts under its recommendations."""

    LEVELS = (Level.ACTION_ITEM,)
    objects = OfLevel()

    class Meta:
        proxy = True


def sort_key(number: str) -> str:
    """Numbers in the report's order: "1.5.1" → "01.05.01"."""
    return ".".join(part.zfill(2) for part in number.split("."))
