"""What a reader asks of the catalogue: words, facet values, years, an order."""

from dataclasses import dataclass, field, replace

from icpr.lib.query import criteria
from icpr.lib.query.criteria import Pairs
from resources.catalogue.facets import FACETS

RELEVANCE, NEWEST, TITLE, ADDED = "relevance", "newest", "title", "added"
UNDATED = "only"  # the value of the parameter `undated`
NAMES = tuple(facet.name for facet in FACETS)


@dataclass(frozen=True)
class Criteria(criteria.Criteria):
    """A validated query: words, facet values by facet name, years, order. Everything absent means no limit.

    undated: only what has no known date; then there are no limits of years.
    """

    q: str = ""
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    sort: str = ""
    undated: bool = False

    facets = NAMES

    @property
    def order(self) -> str:
        """The order in force: relevance by default when there are words, else newest."""
        if self.sort and (self.q or self.sort != RELEVANCE):
            return self.sort
        return RELEVANCE if self.q else NEWEST

    @property
    def is_narrow(self) -> bool:
        """Words, or more than one facet value: a page search engines should not keep."""
        return bool(self.q) or self.count > 1

    @property
    def count(self) -> int:
        """How many facet values and year limits are set."""
        return sum(map(len, self.values.values())) + (self.since is not None) + (self.until is not None) + self.undated

    def before(self) -> Pairs:
        return [("q", self.q)] if self.q else []

    def after(self) -> Pairs:
        years = (("since", self.since), ("until", self.until))
        pairs = [(name, str(year)) for name, year in years if year is not None]
        if self.undated:
            pairs.append(("undated", UNDATED))
        if self.sort and self.sort != replace(self, sort="").order:
            pairs.append(("sort", self.sort))
        return pairs

    def without_part(self, part: str) -> "Criteria":
        """The same without one part: a facet by its name, the words ("q"), or both limits of "years"."""
        if part == "q":
            return replace(self, q="")
        if part == "years":
            return replace(self, since=None, until=None, undated=False)
        return self.with_only(part)

    def within(self, fixed: "Criteria") -> "Criteria":
        """These criteria in a list that fixes some: what it fixes stands, and what it leaves open is as asked."""
        return Criteria(
            q=fixed.q or self.q,
            values=self.values | fixed.values,
            since=self.since if fixed.since is None else fixed.since,
            until=self.until if fixed.until is None else fixed.until,
            sort=self.sort or fixed.sort,
            undated=self.undated or fixed.undated,
        )

    @property
    def year_pattern(self) -> str:
        """The query string of the same in one year; "{}" stands for it twice."""
        one = replace(self, since=0, until=0, undated=False)
        return one.query_string().replace("since=0&until=0", "since={}&until={}")
