"""The two pages that show a whole kind: everything while that is few, else a year or a page at a time."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from icpr.lib.query.notices import Notice, printable, quote
from icpr.lib.query.page_number import Pages
from resources.catalogue import facet_index as catalogue
from resources.catalogue import groups
from resources.models import Kind, ModelPolicy, PoliceChiefArticle

MOST = 200
PER_PAGE = 100
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Year:
    """A year of articles, or those without a date (key "undated"), with the primary keys in the order shown."""

    key: str
    label: str
    ids: list[int]

    @property
    def list_query(self) -> str:
        """The filterable list that holds them; it has no place for the undated alone."""
        years = {} if self.key == UNDATED else {"since": self.key, "until": self.key}
        return "?" + urlencode({"kind": Kind.POLICE_CHIEF_ARTICLE} | (years or {"sort": "title"}))


class ArticlesPage:
    """Police Chief articles by year and issue, those without a date last. `asked` is the year as it was typed."""

    most = MOST

    def __init__(self, asked: str):
        index = catalogue.current()
        articles = index.facets["kind"][Kind.POLICE_CHIEF_ARTICLE].members
        years = [Year(str(year), str(year), index.newest(articles, of_year)) for year, of_year in index.years.items()]
        years.append(Year(UNDATED, "Date not known", index.by_title(articles & index.undated)))
        self.years = [year for year in years if year.ids]
        self.is_whole = len(articles) <= MOST
        self.notices: list[Notice] = []
        self.chosen = self._chosen(printable(asked))
        self.shown = self._read()

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
        return not self.is_whole and len(self.chosen.ids) > MOST

    def _read(self) -> list[tuple[Year, list[tuple[str, list[PoliceChiefArticle]]]]]:
        """Years with their issues, and the articles of each."""
        years = self.years if self.is_whole else [self.chosen]
        public = PoliceChiefArticle.objects.published().without_texts().prefetch_related("authors")
        read = groups.together([year.ids[:MOST] for year in years], public)
        return [(year, _by_issue(articles)) for year, articles in zip(years, read, strict=True)]


def _by_issue(articles: list[PoliceChiefArticle]) -> list[tuple[str, list[PoliceChiefArticle]]]:
    return [(issue, list(group)) for issue, group in groupby(articles, key=lambda article: article.issue_display)]


class PoliciesPage:
    """Model policies in title order. `asked` is the page as it was typed."""

    def __init__(self, asked: str):
        index = catalogue.current()
        self.ids = index.by_title(index.facets["kind"][Kind.MODEL_POLICY].members)
        size = PER_PAGE if len(self.ids) > MOST else MOST
        self.pages = Pages(asked, len(self.ids), size, lambda page: f"?page={page}" if page > 1 else "")
        self.notices, self.query_string = self.pages.notices, self.pages.query_string
        self.policies = self._read()

    def _read(self) -> list[ModelPolicy]:
        ids = self.ids[self.pages.start : self.pages.stop]
        public = ModelPolicy.objects.published().for_list().without_texts().prefetch_related("documents")
        return groups.in_order(ids, public)
