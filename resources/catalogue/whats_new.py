"""What was added to the library, by the day it appeared here, a page at a time."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone

from icpr.lib.query.page_number import Pages
from resources.catalogue import groups
from resources.catalogue import listing as listings
from resources.models import Kind, Resource

PER_PAGE = 40
KINDS_NAMED = 4


@dataclass(frozen=True, slots=True)
class Day:
    """A day and those of its records that stand on this page.

    kinds: how many records of each kind were added that day, also those on other pages. is_continued: whether the page
    before has some of them.
    """

    day: date
    records: list[Resource]
    kinds: Counter[str]
    is_continued: bool

    @property
    def total(self) -> int:
        return self.kinds.total()

    @property
    def most_frequent(self) -> list[tuple[Kind, int]]:
        """The kinds of which most were added; the most frequent first."""
        return [(Kind(kind), number) for kind, number in self.kinds.most_common(KINDS_NAMED)]

    @property
    def others(self) -> int:
        """How many were added of all other kinds."""
        return self.total - sum(number for _, number in self.most_frequent)


class WhatsNewPage:
    """The latest records, by day. typed_page: the page as it was typed.

    skip_to: the query string of the page where the day after the last one of this page begins, if that is not the next
    record; else empty.
    """

    def __init__(self, typed_page: str):
        listing = listings.whats_new()
        self.pages = Pages(typed_page, listing.total, PER_PAGE, listing.asked.query_string)
        self.notices, self.skip_to = self.pages.notices, ""
        records = listing.records(self.pages.start, self.pages.stop, groups.lines())
        self.days = self._days([(day, list(group)) for day, group in groupby(records, key=_day_of)])

    def _days(self, read: list[tuple[date, list[Resource]]]) -> list[Day]:
        if not read:
            return []
        newest, oldest = read[0][0], read[-1][0]
        rows = list(Resource.objects.published().added_kinds(_span(newest), _span(oldest)))
        # Only the first and the last day of a page can have records on other pages.
        kinds = {day: Counter(record.kind for record in records) for day, records in read}
        for name, day in (("newest", newest), ("oldest", oldest)):
            kinds[day] = Counter({row["kind"]: row[name] for row in rows if row[name]})
        end = sum(row["since"] for row in rows)
        if self.pages.stop < end < self.pages.total:
            self.skip_to = self.pages.address_of(end // PER_PAGE + 1)
        is_continued = sum(row["before"] for row in rows) < self.pages.start
        return [Day(day, records, kinds[day], is_continued and day == newest) for day, records in read]


def _day_of(record: Resource) -> date:
    return timezone.localdate(record.publish_at)


def _span(day: date) -> tuple[datetime, datetime]:
    """When a day of the site's own clock begins, and when the next."""
    start, end = (datetime.combine(each, time.min) for each in (day, day + timedelta(days=1)))
    return timezone.make_aware(start), timezone.make_aware(end)
