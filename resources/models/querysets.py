"""The questions the library asks of its resources, as sentences."""

from datetime import date, datetime

from django.db.models import Count, F, Min, Q

from resources.models.availability import availability_from
from resources.models.serialization import RELATED
from resources.models.visibility import PublishableQuerySet
from resources.models.vocabulary import Kind, Status


class ResourceQuerySet(PublishableQuerySet):
    def get_by_natural_key(self, number: int):
        return self.get(number=number)

    def newest(self):
        """Latest issued first; those with no known date last; the permanent number settles ties."""
        return self.order_by(F("issued_on").desc(nulls_last=True), "-number")

    def added(self):
        """The latest to appear here first; the permanent number settles ties."""
        return self.order_by("-publish_at", "-number")

    def added_kinds(self, newest: tuple[datetime, datetime], oldest: tuple[datetime, datetime]):
        """How many of each kind appeared here in two spans of time, of which `oldest` is not the later: rows with the
        `kind`, the numbers in the `newest` and in the `oldest` span, of those after the newest (`before` it in lists),
        and of all `since` the oldest began."""
        spans = {"newest": newest, "oldest": oldest}
        numbers = {name: Q(publish_at__gte=start, publish_at__lt=end) for name, (start, end) in spans.items()}
        numbers |= {"before": Q(publish_at__gte=newest[1]), "since": Q()}
        counts = {name: Count("pk", filter=span) for name, span in numbers.items()}
        return self.filter(publish_at__gte=oldest[0]).order_by().values("kind").annotate(**counts)

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

    def without_texts(self):
        """Leaves the long texts in the database: for lists that show none of them. Not for records to be saved."""
        return self.defer("body", "in_brief", "staff_note")

    def for_detail(self):
        return self.with_availability().select_related("superseded_by").prefetch_related("authors", "documents")

    def for_export(self):
        """With all that `as_dict()` writes out, in a fixed number of queries."""
        whole = self.with_availability().select_related("superseded_by").prefetch_related(*RELATED)
        return whole.defer("staff_note")

    def of_kind(self, kind: Kind):
        return self.filter(kind=kind)

    def first_to_lose_mark(self, today: date) -> date | None:
        """The last day of the next mark as new to lapse, among those that are or will be public; None when there is
        none."""
        marked = self.filter(status=Status.PUBLISHED, new_until__gte=today)
        return marked.aggregate(first=Min("new_until"))["first"]

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

    def without_date(self):
        return self.filter(issued_on__isnull=True)
