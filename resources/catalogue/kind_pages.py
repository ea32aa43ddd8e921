"""The two pages that show a whole kind, a page at a time, and which kinds have one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from pyroaring import BitMap

from icpr.lib.query.notices import Notice, printable, quote
from icpr.lib.query.page_number import Pages
from resources.catalogue.criteria import ADDED, TITLE, Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import FACETS
from resources.catalogue.listing import Listing
from resources.catalogue.year_chart import YearChart
from resources.models import Kind, ModelPolicy, PoliceChiefArticle

AVAILABILITY = next(facet for facet in FACETS if facet.name == "availability")
MOST = 200
PER_PAGE = 100
ARTICLES_PER_PAGE = 40
UNDATED = "undated"
TITLE_OF_ARTICLES = "From the field: Police Chief articles"
# The page that shows all of a kind, by the name of its URL; all other kinds are found in the list.
SECTIONS = {
    Kind.MODEL_POLICY: "model-policies",
    Kind.POLICE_CHIEF_ARTICLE: "police-chief",
    Kind.COLLECTION: "collections",
}


def section_of(kind: str) -> str:
    """The name of the URL under which readers find a record of a kind."""
    return SECTIONS.get(kind, "resources")


@dataclass(frozen=True, slots=True)
class ArticleGroup:
    """Articles of one page of the table: those with a date, the newest first, or those without, in title order."""

    is_undated: bool
    articles: list[PoliceChiefArticle]


class ArticlesListing(Listing):
    """Police Chief articles, the newest first, then those without a date in title order; or all of one `year`, or with
    `UNDATED` those without a date."""

    def __init__(self, year: str = "", notices: Iterable[Notice] = (), index: CatalogueIndex | None = None):
        fixed = Criteria(values={"kind": (Kind.POLICE_CHIEF_ARTICLE,)})
        if year == UNDATED:
            fixed = replace(fixed, undated=True, sort=TITLE)
        elif year:
            fixed = replace(fixed, since=int(year), until=int(year))
        super().__init__(reverse("police-chief"), fixed, title=TITLE_OF_ARTICLES, notices=notices, index=index)
        self.year = year

    @property
    def address(self) -> str:
        return self.path + (f"?{urlencode({'year': self.year})}" if self.year else "")

    @cached_property
    def every(self) -> "ArticlesListing":
        """The same of all years."""
        return ArticlesListing(index=self.index) if self.year else self

    @cached_property
    def undated(self) -> BitMap:
        """The positions of those without a date."""
        return self.selection.matches & self.index.undated

    def ids(self, start: int = 0, stop: int | None = None) -> list[int]:
        if self.year:
            return super().ids(start, stop)
        dated = self.total - len(self.undated)  # in the selection's order those without a date are the last
        stop = self.total if stop is None else stop
        ids = super().ids(start, min(stop, dated))
        if stop > dated:
            undated = sorted(self.undated, key=self.index.filed.__getitem__)[max(start - dated, 0) : stop - dated]
            ids += [self.index.ids[position] for position in undated]
        return ids


def articles(typed_year: str) -> ArticlesListing:
    """Of all years or of one, as it was typed: "2015", "undated". Another word is said and left out."""
    every, year = ArticlesListing(), printable(typed_year)
    known = {*map(str, dict(every.selection.year_counts)), *([UNDATED] if every.undated else [])}
    if not year or year in known:
        return ArticlesListing(year, index=every.index)
    unknown = Notice("year", f"There are no articles from {quote(year)}; here are all.")
    return ArticlesListing(notices=[unknown], index=every.index)


class ArticlesPage:
    """A page of them, as the template shows it. typed_year, typed_page: as they were typed."""

    def __init__(self, typed_year: str, typed_page: str):
        self.listing = articles(typed_year)
        self.all = self.listing.every
        self.year, self.is_undated = self.listing.year, self.listing.year == UNDATED
        selection = self.listing.selection
        self.counts, self.undated = dict(selection.year_counts), selection.undated_count
        self.chart = YearChart(self.counts, self.year)
        self.total = self.listing.total
        self.pages = Pages(typed_page, self.total, ARTICLES_PER_PAGE, self._query_string)
        self.notices = [*self.listing.notices, *self.pages.notices]
        self.groups = self._read()

    @property
    def of_year(self) -> str:
        """The year shown, in words: "from 2015", "whose date is not known"; "" for all."""
        if self.is_undated:
            return "whose date is not known"
        return f"from {self.year}" if self.year else ""

    def _query_string(self, page: int) -> str:
        pairs = {"year": self.year, "page": page if page > 1 else ""}
        query = urlencode({name: value for name, value in pairs.items() if value})
        return f"?{query}" if query else ""

    def _read(self) -> list[ArticleGroup]:
        """The articles of this page, asked for at once."""
        public = PoliceChiefArticle.objects.published().for_lines().prefetch_related("authors")
        shown = self.listing.records(self.pages.start, self.pages.stop, public)
        groups = groupby(shown, lambda article: article.issued_on is None)
        return [ArticleGroup(is_undated, list(articles)) for is_undated, articles in groups]


def all_policies() -> Listing:
    """All model policies in title order."""
    fixed = Criteria(values={"kind": (Kind.MODEL_POLICY,)}, sort=TITLE)
    return Listing(reverse("model-policies"), fixed, title="Policy papers")


def all_collections() -> Listing:
    """All collections, the latest added first."""
    fixed = Criteria(values={"kind": (Kind.COLLECTION,)}, sort=ADDED)
    return Listing(reverse("collections"), fixed, title="Collections")


class PoliciesPage:
    """Model policies in title order, under their first letters. `asked` is the page as it was typed.

    standing: how many there are of each availability, for those there are.
    """

    def __init__(self, asked: str):
        self.listing = all_policies()
        total = self.listing.total
        self.pages = Pages(asked, total, PER_PAGE if total > MOST else MOST, self.listing.asked.query_string)
        self.notices, self.query_string = self.pages.notices, self.pages.query_string
        self.standing = [count for count in self.listing.selection.counts(AVAILABILITY) if count.number]
        public = ModelPolicy.objects.published().for_lines().prefetch_related("documents")
        policies = self.listing.records(self.pages.start, self.pages.stop, public)
        self.letters = [(letter, list(group)) for letter, group in groupby(policies, key=_letter)]


def _letter(policy: ModelPolicy) -> str:
    """Under which a policy is filed: "A" to "Z", or "#" for a figure or another script."""
    first = policy.sort_title[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"
