"""The lists of what was opened most, each thing with its present name and where it is, and all of it as a table."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from icpr.lib import csvfile
from icpr.lib.few import TOO_FEW, in_words
from resources.models import Document, Resource
from resources.usage.models import Sort
from resources.usage.reports import Period

MOST_SHOWN, MOST_WRITTEN = 25, 1_000
HEADS = ("from", "to", "sort", "what", "title", "times opened")
DATA = {"api": "API", "oai": "OAI-PMH", "dump": "Dump of the catalogue"}
GONE = "no longer here"


@dataclass(frozen=True)
class Line:
    """What was opened: as it is kept, its title, where staff see it, and how often, rounded down."""

    name: str
    title: str
    address: str
    times: int

    @property
    def words(self) -> str:
        return in_words(self.times)


def lines(period: Period, sort: Sort, most: int = MOST_SHOWN) -> list[Line]:
    """The most opened of a sort. Two queries, of documents three."""
    top = period.top(sort, most)
    told = NAMED[sort]([name for name, _ in top])
    return [Line(name, *told[name], times) for name, times in top]


def as_csv(period: Period) -> str:
    """By day or week, then each thing, as the text of a CSV file."""
    rows = [HEADS]
    for chart in period.charts:
        rows += [
            (*_days(each.first, each.last), chart.title, "", "", str(each.number or TOO_FEW)) for each in chart.columns
        ]
    whole = _days(period.since, period.today)
    for sort in Sort:
        found = lines(period, sort, MOST_WRITTEN)
        rows += [(*whole, sort.label, line.name, line.title, str(line.times)) for line in found]
        if others := period.others(sort):
            rows.append((*whole, sort.label, "", "Others", str(others)))
    return csvfile.as_csv(rows)


def _days(*days: date) -> tuple[csvfile.Bare, ...]:
    return tuple(csvfile.Bare(day.isoformat()) for day in days)


def _records(names: list[str]) -> dict[str, tuple[str, str]]:
    numbers = {int(name.removeprefix("ICPR-")): name for name in names}
    found = Resource.objects.filter(number__in=numbers).values_list("number", "title", "pk")
    there = {numbers[number]: (title, _record(pk)) for number, title, pk in found}
    return {name: there.get(name, (GONE, "")) for name in names}


def _documents(names: list[str]) -> dict[str, tuple[str, str]]:
    whole = _records([name for name in names if name.startswith("ICPR-")])
    keys = [name for name in names if name not in whole]
    there = {
        str(document.pk): (f"{document.resource.title}: {document}", _record(document.resource_id))
        for document in Document.objects.filter(pk__in=keys).select_related("resource")
    }
    packages = {name: (f"{title}: all files as one", address) for name, (title, address) in whole.items()}
    return {name: packages.get(name) or there.get(name, (GONE, "")) for name in names}


def _record(pk: int) -> str:
    return reverse("admin:resources_resource_change", args=[pk])


NAMED = {
    Sort.RECORD: _records,
    Sort.DOCUMENT: _documents,
    Sort.LIST: lambda names: {name: ("", name) for name in names},
    Sort.PAGE: lambda names: {name: ("", name) for name in names},
    Sort.REFERRER: lambda names: dict.fromkeys(names, ("", "")),
    Sort.DATA: lambda names: {name: (DATA.get(name, f"Lists and records as {name}"), "") for name in names},
}
