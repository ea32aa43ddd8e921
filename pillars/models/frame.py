"""The frame of the library: the Task Force's six pillars, the five ICPR focus areas and the seven engagement topics."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from icpr.lib.natural_keys import remembered
from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Lines, Name
from pillars.models.addresses import Addressed


class Hue(models.TextChoices):
    """The six hues of the site, each with a light and a dark value in `static/css/tokens.css`."""

    BLUE = "blue"
    PURPLE = "purple"
    TEAL = "teal"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Term(Addressed):
    """What every way into the library has: a name, an address and a summary in our own words."""

    name = Name(max_length=120, unique=True)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="The last part of its address. Former ones lead on to it."
    )
    summary = Lines(help_text="What it is about, in our own words: two or three sentences.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class TermManager(models.Manager):
    @remembered
    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)


class Pillar(Term):
    """One of the six pillars of the Final Report of the President's Task Force on 21st Century Policing (May 2015)."""

    number = models.PositiveSmallIntegerField(unique=True, validators=[MinValueValidator(1), MaxValueValidator(6)])
    short_name = Name(max_length=40, help_text="For narrow places, for instance “Trust & Legitimacy”.")
    hue = models.CharField(
        max_length=6, choices=Hue, help_text="The pillar's color; its number always stands beside it."
    )

    objects = TermManager()
    shown_in = ShownIn(
        lists=("name", "slug", "number", "hue"),
        search=("name",),
        blueprint=("name", "slug", "number", "hue", "summary"),
        written=("name", "slug", "number"),
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(number__range=(1, 6)), name="pillar_number_1_to_6"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("pillar", args=[self.slug])


class FocusArea(Term):
    """One of the five areas the ICPR set out to work in (President's Message, Police Chief, September 2016)."""

    position = models.PositiveSmallIntegerField(unique=True)

    objects = TermManager()
    shown_in = ShownIn(
        lists=("name", "slug", "position"),
        search=("name",),
        blueprint=("name", "slug", "summary", "position"),
        written=("name", "slug", "position"),
    )

    class Meta:
        ordering = ["position"]

    def get_absolute_url(self) -> str:
        return reverse("focus-area", args=[self.slug])


class Topic(Term):
    """One of the seven headings of the IACP's Community-Police Engagement page."""

    position = models.PositiveSmallIntegerField(unique=True)

    objects = TermManager()
    shown_in = ShownIn(
        lists=("name", "slug", "position"),
        search=("name",),
        blueprint=("name", "slug", "summary", "position"),
        written=("name", "slug", "position"),
    )

    class Meta:
        ordering = ["position"]

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])
