"""The two pages that show a whole kind: everything while that is few, else a year or a page at a time."""

from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse

from icpr.lib.query.notices import Notice, printable, quote
from icpr.lib.query.page_number import Pages
from resources.catalogue import groups
from resources.catalogue.criteria import TITLE, Criteria
from resources.catalogue.listing import Listing
from resources.models import Kind, ModelPolicy, PoliceChiefArticle

MOST = 200
PER_PAGE = 100
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Year:
    """A year of articles, or those without a date (key "undated", in title order)."""

    key: str
    label: str
    listing: Listing
    total: int


class ArticlesPage:
    """Police Chief articles by year and issue, those without a date last. `asked` is the year as it was typed."""

    most = MOST

    def __init__(self, asked: str):
        self.listing = Listing(reverse("police-chief"), Criteria(values={"kind": (Kind.POLICE_CHIEF_ARTICLE,)}))
        self.years = self._years()
        self.is_whole = self.listing.total <= MOST
        self.notices: list[Notice] = []
        self.chosen = self._chosen(printable(asked))
        self.shown = self._read()

    def _years(self) -> list[Year]:
        listing, selection = self.listing, self.listing.selection
        of_year = {year: replace(listing.fixed, since=year, until=year) for year, _ in selection.year_counts}
        years = [
            Year(str(year), str(year), listing.part(of_year[year]), number) for year, number in selection.year_counts
        ]
        if number := selection.undated_count:
            undated = listing.part(replace(listing.fixed, undated=True, sort=TITLE))
            years.append(Year(UNDATED, "Date not known", undated, number))
        return years

    def _chosen(self, asked: str) -> Year | None:
        """The year asked for; else, when there are too many articles for one page, the newest."""
        by_key = {year.key: year for year in self.years}
        if asked and asked not in by_key:
            instead = "here are all" if self.is_whole else "here are the newest"
            self.notices.append(Notice("year", f"There are no articles from {quote(asked)}; {instead}."))
        return by_key.get(asked) or (None if self.is_whole else self.years[0])

    @property
    def query_string(self) -> str:
        return "" if self.is_whole or self.chosen is self.years[0] else f"?year={self.chosen.key}"

    @property
    def is_cut(self) -> bool:
        return not self.is_whole and self.chosen.total > MOST

    def _read(self) -> list[tuple[Year, list[tuple[str, list[PoliceChiefArticle]]]]]:
        """Years with their issues, and the articles of each."""
        years = self.years if self.is_whole else [self.chosen]
        public = PoliceChiefArticle.objects.published().with_availability().without_texts().prefetch_related("authors")
        read = groups.together([year.listing.ids(0, MOST) for year in years], public)
        return [(year, _by_issue(articles)) for year, articles in zip(years, read, strict=True)]


def _by_issue(articles: list[PoliceChiefArticle]) -> list[tuple[str, list[PoliceChiefArticle]]]:
    return [(issue, list(group)) for issue, group in groupby(articles, key=lambda article: article.issue_display)]


class PoliciesPage:
    """Model policies in title order. `asked` is the page as it was typed."""

    def __init__(self, asked: str):
        self.listing = Listing(
            reverse("model-policies"),
            Criteria(values={"kind": (Kind.MODEL_POLICY,)}, sort=TITLE),
            title="Policy papers",
        )
        total = self.listing.total
        self.pages = Pages(asked, total, PER_PAGE if total > MOST else MOST, self.listing.asked.query_string)
        self.notices, self.query_string = self.pages.notices, self.pages.query_string
        public = ModelPolicy.objects.published().for_list().without_texts().prefetch_related("documents")
        self.policies: list[ModelPolicy] = self.listing.records(self.pages.start, self.pages.stop, public)
