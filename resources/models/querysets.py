"""The questions the library asks of its resources, as sentences."""

from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from icpr.lib.natural_keys import remembered
from resources.models.availability import availability_from
from resources.models.record_clock import changed_from, told_from
from resources.models.serialization import RELATED
from resources.models.visibility import PublishableQuerySet
from resources.models.vocabulary import AddressEvidence, Kind, Status

OF_THE_WORK = (AddressEvidence.OWN_PAGE, AddressEvidence.LIBRARY_RECORD)


class ResourceQuerySet(PublishableQuerySet):
    @remembered
    def get_by_natural_key(self, number: int):
        return self.get(number=number)

    def newest(self):
        """Latest issued first; those with no known date last; the permanent number settles ties."""
        return self.order_by(F("issued_on").desc(nulls_last=True), "-number")

    def added(self):
        """The latest to appear here first; the permanent number settles ties."""
        return self.order_by("-publish_at", "-number")

    def by_title(self):
        return self.order_by("sort_title", "number")

    def for_lines(self):
        """With all a line of a short list shows, in one query. Not for records to be saved."""
        return self.with_availability().without_texts()

    def for_list(self):
        """With all a row shows, in a fixed number of queries."""
        return self.with_availability().prefetch_related("pillars", "publishers")

    def with_availability(self):
        """With the key of each one's `Availability`, which can be filtered by, in the same query."""
        papers = self.model._meta.get_field("documents").related_model.objects.all()
        return self.annotate(availability_key=availability_from(papers))

    def with_clock(self, at: datetime | None = None):
        """With `changed_at`, when what the public sees of each last changed, and `told_at`, when readers were last told
        of it: as it appeared, or of a major change. Of public records, up to a moment (default: now)."""
        at = at or timezone.now()
        return self.annotate(
            changed_at=Greatest(changed_from(at, "clock__", ""), F("publish_at")),
            told_at=Greatest(told_from(at, "clock__"), F("publish_at")),
        )

    def without_texts(self):
        """Leaves the long texts in the database: for lists that show none of them. Not for records to be saved."""
        return self.defer("body", "in_brief", "staff_note")

    def for_detail(self):
        return self.with_availability().select_related("superseded_by").prefetch_related("authors", "documents")

    def for_export(self):
        """With all that `as_dict()` writes out, in a fixed number of queries."""
        whole = self.with_availability().with_clock().select_related("superseded_by")
        return whole.prefetch_related(*RELATED, self.shown_entries()).defer("staff_note")

    def shown_entries(self, at: datetime | None = None, **named: str) -> Prefetch:
        """The entries of collections that the public may see, to be prefetched."""
        return Prefetch("entries", self.model._meta.get_field("entries").related_model.objects.written(at), **named)

    def of_kind(self, kind: Kind):
        return self.filter(kind=kind)

    def first_to_lose_mark(self, today: date) -> date | None:
        """The last day of the next mark as new to lapse, among those that are or will be public; None when there is
        none."""
        marked = self.filter(status=Status.PUBLISHED, new_until__gte=today).order_by("new_until")
        return marked.values_list("new_until", flat=True).first()

    def marked_new(self, today):
        """Those that staff marked as new, until the day they set has passed."""
        return self.filter(new_until__gte=today)

    def with_papers_not_held(self):
        """Those with a component paper that is known to exist but neither held nor linked."""
        papers = self.model._meta.get_field("documents").related_model.objects
        return self.filter(pk__in=papers.filter(file="", url="").values("resource"))

    def with_papers_not_read(self):
        """Those with a file that gave no text, or only part of it."""
        texts = self.model._meta.get_field("documents").related_model._meta.get_field("text").related_model.objects
        return self.filter(pk__in=texts.with_reason().values("document__resource"))

    def without_address(self):
        return self.filter(official_url="")

    def without_brief(self):
        return self.filter(in_brief="")

    def likely_duplicates(self):
        """Those that share with another record, which is published or will be, the address of the work itself, or the
        kind and the title as it is filed. A directory leads to many works, and an edition may be like the next one."""
        every, current = type(self)(self.model._meta.concrete_model).order_by(), Q(superseded_by=None)
        others = every.not_ended().filter(current).exclude(pk=OuterRef("pk"))
        of_kind = others.filter(kind=OuterRef("kind"))
        at_its_page = {"address_evidence__in": OF_THE_WORK}
        same_title = self._shared("sort_title", every, of_kind)
        same_page = Q(**at_its_page) & self._shared("official_url", every.filter(**at_its_page), others)
        return self.filter(current, same_title | same_page)

    @staticmethod
    def _shared(name: str, every, others) -> Q:
        """Whether one of some others has the same in a column; `every` finds by one look what stands there twice."""
        twice = every.values(name).annotate(times=Count("pk")).filter(times__gt=1).values(name)
        return Q(**{f"{name}__in": twice}) & Q(Exists(others.filter(**{name: OuterRef(name)})))

    def without_date(self):
        return self.filter(issued_on__isnull=True)
