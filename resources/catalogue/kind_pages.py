"""The two pages that show a whole kind, a page at a time, and which kinds have one."""

from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from icpr.lib.query.notices import Notice, printable, quote
from icpr.lib.query.page_number import Pages
from resources.catalogue import groups
from resources.catalogue.criteria import TITLE, Criteria
from resources.catalogue.facets import FACETS
from resources.catalogue.listing import Listing
from resources.catalogue.year_chart import YearChart
from resources.models import Kind, ModelPolicy, PoliceChiefArticle

AVAILABILITY = next(facet for facet in FACETS if facet.name == "availability")
MOST = 200
PER_PAGE = 100
ARTICLES_PER_PAGE = 40
UNDATED = "undated"
# The page that shows all of a kind, by the name of its URL; all other kinds are found in the list.
SECTIONS = {Kind.MODEL_POLICY: "model-policies", Kind.POLICE_CHIEF_ARTICLE: "police-chief"}


def section_of(kind: str) -> str:
    """The name of the URL under which readers find a record of a kind."""
    return SECTIONS.get(kind, "resources")


@dataclass(frozen=True, slots=True)
class ArticleGroup:
    """Articles of one page of the table: those with a date, the newest first, or those without, in title order."""

    is_undated: bool
    articles: list[PoliceChiefArticle]


class ArticlesPage:
    """Police Chief articles of all years or of one, those without a date last.

    typed_year: the year as it was typed, "undated" for the articles without a date. typed_page: the page as typed.
    """

    def __init__(self, typed_year: str, typed_page: str):
        self.all = Listing(reverse("police-chief"), Criteria(values={"kind": (Kind.POLICE_CHIEF_ARTICLE,)}))
        self.counts, self.undated = dict(self.all.selection.year_counts), self.all.selection.undated_count
        self.notices: list[Notice] = []
        self.year = self._year(printable(typed_year))
        self.is_undated = self.year == UNDATED
        self.chart = YearChart(self.counts, self.year)
        self._parts = self._listings()
        self.total = sum(part.total for part in self._parts)
        self.pages = Pages(typed_page, self.total, ARTICLES_PER_PAGE, self._query_string)
        self.notices += self.pages.notices
        self.groups = self._read()

    def _year(self, typed: str) -> str:
        if typed and typed not in {*map(str, self.counts), *([UNDATED] if self.undated else [])}:
            self.notices.append(Notice("year", f"There are no articles from {quote(typed)}; here are all."))
            return ""
        return typed

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

    def _listings(self) -> list[Listing]:
        """What the pages show one after the other: articles with a date and those without, or one of both."""
        fixed = self.all.fixed
        first, last = (self.year, self.year) if self.year else (min(self.counts, default=0), None)
        dated = replace(fixed, since=int(first), until=last and int(last)) if not self.is_undated else None
        undated = replace(fixed, undated=True, sort=TITLE) if self.is_undated or not self.year else None
        return [self.all.part(part) for part in (dated, undated) if part]

    def _read(self) -> list[ArticleGroup]:
        """The articles of this page, asked for at once."""
        ids, start, stop = [], self.pages.start, self.pages.stop
        for part in self._parts:
            ids.append(part.ids(max(start, 0), max(min(stop, part.total), 0)))
            start, stop = start - part.total, stop - part.total
        public = PoliceChiefArticle.objects.published().for_lines().prefetch_related("authors")
        groups_read = zip(self._parts, groups.together(ids, public), strict=True)
        return [ArticleGroup(part.fixed.undated, articles) for part, articles in groups_read if articles]


class PoliciesPage:
    """Model policies in title order, under their first letters. `asked` is the page as it was typed.

    standing: how many there are of each availability, for those there are.
    """

    def __init__(self, asked: str):
        self.listing = Listing(
            reverse("model-policies"),
            Criteria(values={"kind": (Kind.MODEL_POLICY,)}, sort=TITLE),
            title="Policy papers",
        )
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
