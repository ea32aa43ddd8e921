"""How many things are counted one by one on a day: nobody fills the disk by opening many, or by names they make up."""

from collections import Counter
from datetime import date

from django.db.models import Count

from resources.usage.models import OTHER, Sort, UsageCount
from resources.usage.names import Counts

MOST_A_DAY = {
    Sort.RECORD: 10_000,
    Sort.DOCUMENT: 10_000,
    Sort.LIST: 2_000,
    Sort.PAGE: 2_000,
    Sort.REFERRER: 500,
    Sort.DATA: 100,
}


def found(counts: Counts) -> list[UsageCount]:
    """The rows to add. What has no row of its own and no room for one counts among the others of its sort and day.

    One query; another for a sort and day that is full. Processes that write at one moment may each have found the last
    rooms: the bound is of size, and not exact.
    """
    days = {day for day, _, _ in counts}
    used = UsageCount.objects.filter(day__in=days).order_by().values_list("day", "sort").annotate(rows=Count("pk"))
    rooms = {(day, sort): rows for day, sort, rows in used}
    sorts: dict[tuple[date, str], Counter[str]] = {}
    for (day, sort, name), times in counts.items():
        sorts.setdefault((day, sort), Counter())[name] = times
    return [
        UsageCount(day=day, sort=sort, name=name, times=times)
        for (day, sort), names in sorts.items()
        for name, times in _fitting(day, sort, names, MOST_A_DAY[sort] - rooms.get((day, sort), 0)).items()
    ]


def _fitting(day: date, sort: str, names: Counter[str], room: int) -> Counter[str]:
    """The names with their numbers, those among the others that have no room; what was opened most is taken first."""
    if len(names) <= room:
        return names
    mine = UsageCount.objects.filter(day=day, sort=sort, name__in=list(names))
    there = set(mine.values_list("name", flat=True)) | {OTHER}
    fitting = Counter()
    for name, times in names.most_common():
        if name not in there:
            if room <= 0:
                name = OTHER
            room -= 1
        fitting[name] += times
    return fitting
