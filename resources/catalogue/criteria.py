"""What a reader asked for, and the address that says so: parameters in one canonical order."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from resources.catalogue.facets import FACETS

RELEVANCE, NEWEST, TITLE = "relevance", "newest", "title"


@dataclass(frozen=True)
class Criteria:
    """A validated query: words, facet values by facet name, years, order. Everything absent means no limit."""

    q: str = ""
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    sort: str = ""

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
        return sum(map(len, self.values.values())) + (self.since is not None) + (self.until is not None)

    def chosen(self, facet: str) -> tuple[str, ...]:
        return self.values.get(facet, ())

    def with_only(self, facet: str, *keys: str) -> "Criteria":
        """The same with just these values in one facet; with none, without that facet."""
        values = {name: chosen for name, chosen in self.values.items() if name != facet}
        return replace(self, values=values | {facet: keys} if keys else values)

    def without(self, facet: str, key: str) -> "Criteria":
        return self.with_only(facet, *(chosen for chosen in self.chosen(facet) if chosen != key))

    def parameters(self, page: int = 1) -> list[tuple[str, str]]:
        """Name and value pairs in canonical order, without anything that is the default."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(facet.name, key) for facet in FACETS for key in sorted(self.chosen(facet.name))]
        pairs += [
            (name, str(year)) for name, year in (("since", self.since), ("until", self.until)) if year is not None
        ]
        if self.sort and self.sort != replace(self, sort="").order:
            pairs.append(("sort", self.sort))
        return [*pairs, ("page", str(page))] if page > 1 else pairs

    def query_string(self, page: int = 1) -> str:
        """The canonical query string with its question mark, or "" when nothing is asked."""
        pairs = self.parameters(page)
        return f"?{urlencode(pairs)}" if pairs else ""

    def pattern(self, facet: str) -> str:
        """The query string of the same with one value alone in a facet; "{}" stands for the value's key.

        For `str.format`: no brace can come from elsewhere, since all that is asked is percent-encoded.
        """
        return self.with_only(facet, "{}").query_string().replace(f"{facet}=%7B%7D", f"{facet}={{}}")

    @property
    def year_pattern(self) -> str:
        """The query string of the same in one year; "{}" stands for it twice."""
        return replace(self, since=0, until=0).query_string().replace("since=0&until=0", "since={}&until={}")
