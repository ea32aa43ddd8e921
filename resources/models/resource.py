"""The resource: one concrete table that holds everything searched, listed or faceted."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager

from icpr.lib.dates import display_date, possible_years
from icpr.lib.folding import slug_of, sort_title
from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line, Lines, Name
from icpr.lib.text.markdown import LONGEST
from pillars.models import FocusArea, Item, Pillar, Practice, Topic
from resources.models.addresses import address_of
from resources.models.catalogue import Catalogue, permanent_number
from resources.models.former_slugs import FormerSlug
from resources.models.people import Publisher
from resources.models.querysets import ResourceQuerySet
from resources.models.serialization import Written, as_dict
from resources.models.tags import TaggedResource, TagsOfRecord
from resources.models.vocabulary import (
    LANGUAGES,
    Access,
    AddressEvidence,
    Audience,
    DatePrecision,
    Kind,
    Picture,
    Status,
)
from resources.models.worked_out import WorkedOut
from resources.models.workflow import Publishable

SELDOM = ("superseded_by", "expire_at", "new_until")  # few records have one: each is found without looking at all


class Resource(WorkedOut, Publishable):
    """A report, policy, article, course or other thing the library describes and, where it may, holds."""

    number = models.PositiveIntegerField(unique=True, editable=False, help_text="Permanent; never used twice.")
    kind = models.CharField(max_length=20, choices=Kind, db_index=True)
    slug = models.SlugField(
        max_length=120, unique=True, blank=True, help_text="The last part of its address. Former ones redirect."
    )
    title = Name(max_length=300)
    sort_title = models.CharField(max_length=300, editable=False, db_index=True)
    annotation = Line(max_length=300, blank=True, help_text="What it is and whom it helps, in one sentence.")
    in_brief = Lines(blank=True, max_length=4_000, help_text="Two to four sentences in our own words.")
    body = Lines(blank=True, max_length=LONGEST, help_text="Longer text in Markdown, if any.")
    # Of collections alone; see `resources.models.kinds`.
    for_whom = Line(
        max_length=160, blank=True, help_text="In one line: for whom it is, and what to begin with in ten minutes."
    )
    picture = models.CharField(max_length=10, choices=Picture, blank=True, default="")

    publishers = models.ManyToManyField(Publisher, blank=True, related_name="resources")
    issued_on = models.DateField(
        null=True, blank=True, help_text="For a year or month only, give its first day. Empty: not known."
    )
    issued_precision = models.CharField(max_length=5, choices=DatePrecision, blank=True)
    publication = Line(max_length=200, blank=True, help_text="The magazine, journal or series it appeared in.")
    volume = Line(max_length=20, blank=True)
    issue = Line(max_length=20, blank=True)
    pages = Line(max_length=40, blank=True)
    language = models.CharField(max_length=8, choices=LANGUAGES, default="en")

    audiences = models.ManyToManyField(Audience, blank=True, related_name="resources")
    access = models.CharField(max_length=10, choices=Access, default=Access.UNKNOWN)
    official_url = models.URLField("official address", max_length=500, blank=True)
    address_evidence = models.CharField(max_length=20, choices=AddressEvidence, blank=True)
    rights_note = Line(max_length=300, blank=True)
    staff_note = Lines(blank=True, help_text="For staff only: doubts, sources, what is to be checked.")

    pillars = models.ManyToManyField(Pillar, blank=True, related_name="resources")
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="resources")
    topics = models.ManyToManyField(Topic, blank=True, related_name="resources")
    items = models.ManyToManyField(Item, blank=True, related_name="resources", verbose_name="Blueprint items")
    practices = models.ManyToManyField(Practice, blank=True, related_name="resources")
    tags = TaggableManager(through=TaggedResource, blank=True, related_name="resources", manager=TagsOfRecord)

    new_until = models.DateField(null=True, blank=True, help_text="Marked “New” through this day.")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="supersedes"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ResourceQuerySet.as_manager()
    shown_in = ShownIn(
        lists=(
            *("number", "kind", "sort_title", "issued_on", "language", "access", "address_evidence", "new_until"),
            *("status", "publish_at", "expire_at"),
        ),
        search=("title", "annotation", "in_brief"),
        written=(
            *("number", "kind", "slug", "title", "annotation", "in_brief", "body", "for_whom", "issued_on"),
            *("issued_precision", "publication", "volume", "issue", "pages", "language", "access", "official_url"),
            *("address_evidence", "rights_note", "superseded_by", "new_until", "publish_at"),
        ),
        hidden=("review_by", "staff_note", "created_at", "updated_at"),
        told_when_gone=("status", "withdrawn_reason", "superseded_by", "language"),
        gone=("status", Status.WITHDRAWN),
        only=("status", Status.PUBLISHED),
        record="id",
    )

    class Meta(Publishable.Meta):
        abstract = False
        ordering = ["-number"]
        permissions = [("publish_resource", "Can publish, schedule and withdraw resources")]
        indexes = [
            models.Index(fields=["status", "publish_at"], name="resource_visibility"),
            *(models.Index(fields=[n], name=f"resource_{n}", condition=Q(**{f"{n}__isnull": False})) for n in SELDOM),
            # By what staff find records, in a library of any size.
            models.Index(fields=["issued_on", "id"], name="resource_issued"),
            models.Index(fields=["access"], name="resource_access"),
            models.Index(fields=["official_url"], name="resource_address"),
            models.Index(fields=["id"], name="resource_no_brief", condition=Q(in_brief="")),
            models.Index(fields=["review_by"], name="resource_review_by", condition=Q(review_by__isnull=False)),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True, issued_precision="")
                | Q(issued_on__isnull=False) & ~Q(issued_precision=""),
                name="resource_date_has_precision",
                violation_error_message="Give both the date and how precise it is, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(official_url="", address_evidence="") | ~Q(official_url="") & ~Q(address_evidence=""),
                name="resource_address_has_evidence",
                violation_error_message="An official address needs its evidence, and evidence needs an address.",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=models.F("pk")),
                name="resource_not_superseded_by_itself",
                violation_error_message="A resource cannot supersede itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_db(cls, *args, **kwargs):
        instance = super().from_db(*args, **kwargs)
        instance._stored_slug = instance.__dict__.get("slug")
        return instance

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Saves number, slug, former slug and, by `resources.search.indexing`, the words to find it by:
        all or nothing."""
        self.sort_title = sort_title(self.title)
        if self.number:
            if self._state.adding:
                Catalogue.remember_number(self.number)
        else:
            self.number = Catalogue.next_number()
        if not self.slug:
            self.slug = self._free_slug()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_title", "updated_at"}
        super().save(*args, **kwargs)
        stored, self._stored_slug = getattr(self, "_stored_slug", None), self.slug
        if stored and stored != self.slug:
            FormerSlug.objects.update_or_create(slug=stored, defaults={"resource_id": self.pk})
        FormerSlug.objects.filter(slug=self.slug).delete()

    def get_absolute_url(self) -> str:
        return address_of(self.kind, self.slug)

    @property
    def record_url(self) -> str:
        """The address whose forms hold the record itself; a collection's own page has those of what it lists."""
        return reverse("resource", args=[self.slug])

    def natural_key(self) -> tuple[int]:
        return (self.number,)

    def clean(self) -> None:
        taken = FormerSlug.objects.filter(slug=self.slug).exclude(resource_id=self.pk)
        errors = {}
        if self.slug and taken.exists():
            errors["slug"] = "This was the address of another resource, which still redirects."
        years = possible_years(timezone.localdate())
        if self.issued_on and self.issued_on.year not in years:
            errors["issued_on"] = f"Give a year from {years[0]} to {years[-1]}, or leave the date empty."
        if errors:
            raise ValidationError(errors)

    @property
    def permanent_number(self) -> str:
        return permanent_number(self.number)

    @property
    def permanent_url(self) -> str:
        return reverse("permanent", args=[self.permanent_number])

    @property
    def issued_display(self) -> str:
        """The date of issue as precisely as it is known: "2019", "May 2015", "July 25, 2016", or empty."""
        return display_date(self.issued_on, self.issued_precision) if self.issued_on else ""

    @property
    def is_new(self) -> bool:
        return bool(self.new_until and self.new_until >= timezone.localdate())

    def as_dict(self) -> Written:
        """What is public of the record, written out in plain types; see `resources.models.serialization`."""
        return as_dict(self)

    def publish_errors(self, holds: Callable[[str], bool] | None = None) -> list[str]:
        """`holds` says whether a relation has any rows; a form gives its own, by default the database is asked."""
        holds = holds or self._has_rows
        reasons = []
        if not self.annotation.strip():
            reasons.append("It has no annotation: say in one sentence what it is.")
        if not holds("pillars"):
            reasons.append("It has no pillar: choose at least one.")
        if not holds("focus_areas"):
            reasons.append("It has no focus area: choose at least one.")
        rules = PROXIES.get(self.kind, Resource)
        return reasons + rules.publish_errors_of_kind(self, holds)

    def _has_rows(self, relation: str) -> bool:
        return bool(self.pk) and getattr(self, relation).exists()

    def publish_errors_of_kind(self, holds: Callable[[str], bool]) -> list[str]:
        """What a kind asks beyond the rules for all; see the proxies."""
        return []

    def _free_slug(self) -> str:
        base = slug_of(self.title) or self.permanent_number.lower()
        others = Resource.objects.exclude(pk=self.pk), FormerSlug.objects.exclude(resource_id=self.pk)
        is_taken = any(rows.filter(slug=base).exists() for rows in others)
        return f"{base}-{self.number}" if is_taken else base


# The proxy that holds the rules of a kind, filled by `resources.models.kinds`.
PROXIES: dict[str, type[Resource]] = {}
