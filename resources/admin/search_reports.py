"""What people searched for, as staff ask about it: which searches, of how many days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import FACETS
from resources.catalogue.selection import Selection, select
from resources.models import SearchCount
from resources.models.search_log import FOUND_NOTHING

FEW = 3
PERIODS = (7, 30, 90)
MOST_SHOWN = 100


@dataclass(frozen=True)
class Report:
    """One list of searches: its name in addresses, its heading, which searches it holds by how they last ended.
    order: what comes before the most frequent."""

    name: str
    label: str
    about: str
    which: Q
    order: tuple[str, ...] = ()


REPORTS = {
    report.name: report
    for report in (
        Report("none", "Searches with no result", "Nothing at all was found.", FOUND_NOTHING),
        Report("few", "With few results", f"1 to {FEW} results.", Q(last_results__gte=1, last_results__lte=FEW)),
        Report(
            "part",
            "Found in part only",
            "No record holds all of the words; the nearest were shown, which hold some of them.",
            Q(last_in_part=True),
        ),
        Report(
            "asked",
            "Asked for by readers",
            "Readers who found nothing told staff so; what most asked for comes first.",
            Q(total_asked__gte=1),
            ("-total_asked",),
        ),
        Report("frequent", "Most frequent", "All searches, the most frequent first.", Q()),
    )
}


@dataclass(frozen=True)
class Asked:
    """A report over a number of days, as an address asks for it."""

    report: Report
    days: int

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "Asked":
        """What is not known becomes the first report, of 30 days."""
        days = next((days for days in PERIODS if str(days) == data.get("days")), PERIODS[1])
        return cls(REPORTS.get(data.get("report", ""), REPORTS["none"]), days)

    @property
    def parameters(self) -> dict[str, str]:
        return {"report": self.report.name, "days": str(self.days)}

    def address(self, **more: str) -> str:
        return f"{reverse('admin:resources_searchcount_changelist')}?{urlencode(self.parameters | more)}"

    @cached_property
    def searches(self) -> QuerySet[SearchCount]:
        return SearchCount.objects.searches(timezone.localdate() - timedelta(days=self.days - 1))

    def rows(self) -> list["Row"]:
        found = self.searches.filter(self.report.which)
        ordered = found.order_by(*self.report.order, *found.query.order_by)
        return [Row(search, self) for search in ordered[:MOST_SHOWN]]

    def counts(self) -> dict[str, int]:
        """How many searches each report holds, by its name."""
        return self.searches.aggregate(**{report.name: Count("pk", filter=report.which) for report in REPORTS.values()})


@dataclass(frozen=True)
class Row:
    """One search as it last was, and what staff may do about it."""

    search: SearchCount
    asked: Asked

    @property
    def query_string(self) -> str:
        return "&".join(filter(None, [urlencode({"q": self.search.query}), self.search.filters]))

    @property
    def public_address(self) -> str:
        return f"{reverse('resources')}?{self.query_string}"

    @property
    def replay_address(self) -> str:
        return f"{self.asked.address(replay=str(self.search.pk))}#replayed"

    @property
    def synonym_address(self) -> str:
        return self._answer("admin:resources_synonymgroup_add", terms=self.search.query.replace('"', ""))

    @property
    def best_bet_address(self) -> str:
        return self._answer("admin:resources_bestbet_add", query=self.search.query)

    @property
    def tag_address(self) -> str:
        page = reverse("admin:resources_searchcount_tag", args=[self.search.pk])
        return f"{page}?{urlencode(self.asked.parameters | {'search': self.search.pk})}"

    def _answer(self, page: str, **filled: str) -> str:
        many = self.search.results
        found = f"{many} result{'' if many == 1 else 's'}" if many else "no result"
        reason = f"People search for “{self.search.query}”: {found} on {self.search.day}."
        prefilled = filled | {"reason": reason, "search": str(self.search.pk)}
        return f"{reverse(page)}?{urlencode(prefilled | self.asked.parameters)}"

    def replay(self) -> Selection:
        """What the same search finds now. Asked behind the public page, so it is not counted."""
        return select(QueryDict(self.query_string))


def filters_in_words(filters: str, index: CatalogueIndex) -> str:
    """For instance "Kind: Model policy; Since: 2015"."""
    chosen, words = QueryDict(filters), []
    for facet in FACETS:
        values = index.facets[facet.name]
        if labels := [values[key].label if key in values else key for key in chosen.getlist(facet.name)]:
            words.append(f"{facet.label}: {' or '.join(labels)}")
    words += [f"{name.capitalize()}: {chosen[name]}" for name in ("since", "until", "undated") if name in chosen]
    return "; ".join(words)
