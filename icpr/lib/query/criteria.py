"""What a reader asks of a list, and the address that says so: parameters in one canonical order."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Self
from urllib.parse import urlencode

Pairs = list[tuple[str, str]]


class Criteria:
    """The base of a validated query, which is a frozen dataclass.

    values: the chosen keys by facet name. facets: the names of all facets in the order they have in addresses. A list
    adds parts of its own as fields, and says in `before()` and `after()` where they stand in an address.
    """

    values: dict[str, tuple[str, ...]]
    facets: Iterable[str]

    @property
    def defaults(self) -> Mapping[str, tuple[str, ...]]:
        """Facet → the keys that are in force when an address names none."""
        return {}

    def before(self) -> Pairs:
        """Names and values of the parts that stand before the facets in an address."""
        return []

    def after(self) -> Pairs:
        """Names and values of the parts that stand after the facets in an address."""
        return []

    def chosen(self, facet: str) -> tuple[str, ...]:
        return self.values.get(facet, ())

    def with_only(self, facet: str, *keys: str) -> Self:
        """The same with just these values in one facet; with none, with what is its default."""
        values = {name: chosen for name, chosen in self.values.items() if name != facet}
        keys = keys or self.defaults.get(facet, ())
        return replace(self, values=values | {facet: keys} if keys else values)

    def with_also(self, facet: str, key: str) -> Self:
        return self.with_only(facet, *dict.fromkeys([*self.chosen(facet), key]))

    def without(self, facet: str, key: str) -> Self:
        return self.with_only(facet, *(chosen for chosen in self.chosen(facet) if chosen != key))

    def parameters(self, page: int = 1) -> Pairs:
        """Names and values in canonical order, without anything that is the default."""
        asked = {name: self.chosen(name) for name in self.facets if self.chosen(name) != self.defaults.get(name)}
        pairs = [(name, key) for name, keys in asked.items() for key in sorted(keys)]
        return [*self.before(), *pairs, *self.after(), *([("page", str(page))] if page > 1 else [])]

    def query_string(self, page: int = 1) -> str:
        """The canonical query string with its question mark, or "" when nothing is asked."""
        pairs = self.parameters(page)
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def address(self) -> str:
        """The relative address; "?" alone stands for the list without limits."""
        return self.query_string() or "?"

    def pattern(self, facet: str) -> str:
        """The query string of the same with one value alone in a facet; "{}" stands for the value's key, quoted.

        For `str.format`: no brace can come from elsewhere, since all that is asked is percent-encoded. Cheaper than
        `with_only` for each of many values; only for a facet without a default.
        """
        return self.with_only(facet, "{}").query_string().replace(f"{facet}=%7B%7D", f"{facet}={{}}")
