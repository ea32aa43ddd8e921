"""What research says: practices, and findings about them. One row per source and outcome; nothing is averaged."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line, Lines, Name
from pillars.models.addresses import Addressed
from pillars.models.frame import TermManager
from pillars.models.rating import Rated, rate
from pillars.models.vocabulary import Direction, Strength

HALF_A_FIGURE = "Give a number together with what it is of, or neither."


def tally(findings: Iterable["Finding"]) -> dict[str, int]:
    """Direction → number of findings, in the order of `Direction`, without the directions that have none."""
    found = Counter(finding.direction for finding in findings)
    return {direction: found[direction] for direction in Direction.values if direction in found}


class Practice(Addressed):
    """A way of working that has been studied, such as hot spots policing."""

    slug = models.SlugField(max_length=80, unique=True)
    name = Name(max_length=120, unique=True)
    what_it_is = Lines(help_text="In our own words: one to three sentences.")
    for_whom = Lines(blank=True, help_text="Which people, places or problems it is meant for. Name the source.")
    what_it_takes = Lines(blank=True, help_text="What those who do it need: people, training, partners, time.")
    what_moderates = Lines("what moderates it", blank=True, help_text="Where, when and for whom it does more or less.")
    what_it_costs = Lines(blank=True, help_text="What a source says of its costs, and what they bring.")

    objects = TermManager()
    shown_in = ShownIn(blueprint=("slug", "name", "what_it_is"), written=("slug", "name"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("practice", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def used_by(self) -> list[str]:
        """What is linked to it, such as "3 items" and "1 resource"; empty when nothing is."""
        keys = {}
        for link in [relation for relation in self._meta.related_objects if relation.many_to_many]:
            found = getattr(self, link.get_accessor_name()).values_list("pk", flat=True)
            keys.setdefault(link.related_model._meta, set()).update(found)
        return [
            f"{len(found)} {meta.verbose_name if len(found) == 1 else meta.verbose_name_plural}"
            for meta, found in keys.items()
            if found
        ]

    @property
    def questions(self) -> list[tuple[str, str]]:
        """What else to ask of a practice, after the questions of the College of Policing's toolkit (EMMIE), each with
        our answer, which is empty when no source we read tells."""
        return [
            ("For whom", self.for_whom),
            ("How to do it: what it takes", self.what_it_takes),
            ("Where it works: what moderates it", self.what_moderates),
            ("What it costs", self.what_it_costs),
        ]

    @property
    def answers(self) -> list[tuple[str, str]]:
        return [(question, answer) for question, answer in self.questions if answer]

    @property
    def unanswered(self) -> list[str]:
        return [question for question, answer in self.questions if not answer]

    @cached_property
    def evidence(self) -> Rated:
        return rate([self])

    @property
    def carried(self) -> "dict[str, list[Finding]]":
        """Its findings apart: `by` has those its rating as proven or promising rests on, `others` has the rest."""
        by = self.evidence.basis
        return {"by": list(by), "others": [finding for finding in self.findings.all() if finding not in by]}

    @property
    def figured(self) -> "Finding | None":
        """Its finding with a number that rests on the strongest research; None if no source we hold gives one."""
        with_figure = [finding for finding in self.findings.all() if finding.figure]
        return min(with_figure, key=lambda finding: Strength.values.index(finding.strength), default=None)

    @property
    def directions(self) -> dict[str, int]:
        return tally(self.findings.all())

    @property
    def sources_disagree(self) -> bool:
        return len(self.directions) > 1


class FindingQuerySet(models.QuerySet):
    def featured(self) -> "Finding | None":
        """The one staff chose to be shown large on the home page, with its practice, in one query; None if there is
        none. It has a figure."""
        return self.filter(is_featured=True).select_related("practice").first()


class Finding(models.Model):
    """What one source says about one outcome of a practice."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="findings")
    outcome = Name(max_length=120, help_text="What was measured, such as “use of force and injuries”.")
    direction = models.CharField(max_length=20, choices=Direction)
    rating_words = Line(max_length=40, blank=True, help_text="The rating in the words of who gave it.")
    rated_by = Line(max_length=120, blank=True, help_text="Whose rating it is. Empty: our editors' reading.")
    scheme = Line(max_length=80, blank=True, help_text="The rating scheme, if it is one, by its name.")
    rated_on = models.DateField(null=True, blank=True, help_text="The day of the rating. Empty: not known.")
    design = Line(max_length=120, blank=True, help_text="Such as “randomized trial”. Empty: not stated.")
    strength = models.CharField(
        max_length=8,
        choices=Strength,
        default=Strength.UNKNOWN,
        help_text="A second account of a trial that has a finding already is “other”: it is no second trial.",
    )
    study_count = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: not known.")
    summary = Lines(help_text="In our own words: one sentence.")
    figure = Line(
        max_length=20,
        blank=True,
        help_text="The one number the source gives of the result, such as “28%”. Empty: it gives none.",
    )
    figure_of = Line(
        "of what",
        max_length=120,
        blank=True,
        help_text="What the number is of, as the words that follow it: “fewer complaints by citizens”.",
    )
    is_featured = models.BooleanField(
        "shown on the home page",
        default=False,
        help_text="Its number is drawn large on the home page. The one that was shown until now no longer is.",
    )
    source_title = Name(max_length=250)
    source_org = Name("source", max_length=200)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    url = models.URLField(
        "address",
        max_length=500,
        blank=True,
        help_text="Of the work itself: its DOI, or the publisher’s or agency’s own page. No copies. Empty: none found.",
    )
    looked_on = models.DateField(null=True, blank=True, help_text="The day we read it. Empty: not recorded.")

    objects = FindingQuerySet.as_manager()
    shown_in = ShownIn(blueprint=("practice", "outcome", "direction", "year", "summary", "source_title", "source_org"))

    class Meta:
        ordering = ["practice", "outcome", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "outcome", "url"],
                name="finding_once_per_source_and_outcome",
                violation_error_message="This source already has a finding for this outcome.",
            ),
            models.CheckConstraint(
                condition=Q(figure="", figure_of="") | ~Q(figure="") & ~Q(figure_of=""),
                name="finding_figure_says_of_what",
                violation_error_message=HALF_A_FIGURE,
            ),
            models.UniqueConstraint(
                fields=["is_featured"],
                condition=Q(is_featured=True),
                name="finding_featured_once",
                violation_error_message="Another finding is shown on the home page. Choose this one in its own form.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.outcome} ({self.source_org})"

    def get_absolute_url(self) -> str:
        """Its place on the page of its practice."""
        return f"{self.practice.get_absolute_url()}#finding-{self.pk}"

    def clean(self) -> None:
        """Raises `ValidationError` for half a number, or if it is to be shown large and has none."""
        if bool(self.figure) != bool(self.figure_of):
            raise ValidationError(HALF_A_FIGURE)
        if self.is_featured and not self.figure:
            raise ValidationError({"figure": "The finding on the home page is shown by its number. Give it one."})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As Django's; without asking the database, for each of thousands of rows, what `clean()` says of the figure
        and what only a finding on the home page can break."""
        settled = {"figure"} if self.is_featured else {"figure", "is_featured"}
        super().validate_constraints(exclude=settled.union(exclude or ()))
