"""One selection answers every list: the ordered ids, the total and the facet counts of one query."""

from array import array
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from pyroaring import BitMap

from icpr.lib.query.notices import Notice
from resources import search
from resources.catalogue import facet_index as catalogue
from resources.catalogue import placed
from resources.catalogue.criteria import ADDED, NEWEST, RELEVANCE, Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import FACETS, Facet, Value
from resources.catalogue.many_values import most_frequent
from resources.catalogue.name_words import works_by
from resources.catalogue.query_form import ResourceFilter

PAGE_SIZE = 20
FEW = 5_000


class Count(NamedTuple):
    """A facet value with the number of results it holds under all that is asked in the other facets.

    Choosing it alone in its facet gives exactly that many.
    """

    value: Value
    number: int
    chosen: bool


class Selection:
    """The records of one query. `select()` makes it and finds: what is asked of it later is counted in memory."""

    def __init__(
        self,
        criteria: Criteria,
        index: CatalogueIndex,
        notices: list[Notice] | None = None,
        *,
        has_moved: bool = False,
    ):
        self.criteria, self.index, self.notices, self.has_moved = criteria, index, notices or [], has_moved

    @cached_property
    def found(self) -> search.Found:
        """What the words of the query find among the published records; of the nearest, those that pass the filters."""
        found = search.find(self.criteria.q, self.index.positions, self.index.edition, self._passing)
        return self._named_first(found)

    def _named_first(self, found: search.Found) -> search.Found:
        """The same; where the search is the name of an author or publisher, their works come before other records, but
        behind those pinned to the search."""
        works = works_by(self.criteria.q, self.index)
        if not works:
            return found
        pinned = set(search.pinned(self.criteria.q, self.index.edition))
        position = self.index.positions
        ids = sorted(found.ids, key=lambda pk: (pk not in pinned, position[pk] not in works))
        return replace(found, ids=ids)

    def _passing(self, records: BitMap) -> BitMap:
        """Those of some records, by primary keys, that all that is asked but the words lets through."""
        if not self._filters:
            return records
        passing = BitMap.intersection(*self._filters.values())
        if len(records) < len(passing):
            passing = passing & self.index.members(records)
        return records & BitMap(array("I", map(self.index.ids.__getitem__, passing)))

    def answered(self) -> "Selection":
        """The same, with all asked of the database that the words of the query need. Raises what the database raises.

        To be called before a template shows it: there `{% if %}` takes a locked database for "no".
        """
        _ = self.matches
        return self

    @property
    def query(self) -> search.Query:
        return self.found.query

    @cached_property
    def _limits(self) -> dict[str, BitMap]:
        """What each part of the query lets through, by its name; parts that are not asked are absent."""
        found = {"q": placed.members(self.found, self.index)} if self.criteria.q else {}
        return found | self._filters

    @cached_property
    def _filters(self) -> dict[str, BitMap]:
        limits = {}
        for facet in FACETS:
            if chosen := self.criteria.chosen(facet.name):
                limits[facet.name] = self.index.having(facet.name, chosen)
        since, until = self.criteria.since, self.criteria.until
        if self.criteria.undated:
            limits["years"] = self.index.undated
        elif since is not None or until is not None:
            in_time = (m for year, m in self.index.years.items() if (since or 0) <= year <= (until or 9999))
            limits["years"] = BitMap().union(*in_time)
        return limits

    def _all_but(self, part: str | None) -> BitMap:
        limits = [limit for name, limit in self._limits.items() if name != part]
        return BitMap.intersection(*limits) if limits else self.index.everything

    @property
    def besides_words(self) -> BitMap:
        """The positions of the records that all that is asked but the words lets through; not to be changed."""
        return self._all_but("q")

    @cached_property
    def matches(self) -> BitMap:
        return self._all_but(None)

    @cached_property
    def total(self) -> int:
        return len(self.matches)

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    def _in_order(self, start: int, stop: int) -> Iterable[int]:
        """Positions of the matches, in order but that of relevance: a part of them."""
        if self.criteria.order == NEWEST:
            return self.matches[start:stop]
        is_by_addition = self.criteria.order == ADDED
        if self.total > FEW:
            every = self.index.by_addition if is_by_addition else self.index.by_title
            return islice(filter(self.matches.__contains__, every), start, stop)
        return self._sorted[start:stop]

    @cached_property
    def _sorted(self) -> list[int]:
        place = self.index.added if self.criteria.order == ADDED else self.index.filed
        return sorted(self.matches, key=place.__getitem__)

    def ids(self, start: int = 0, stop: int | None = None) -> list[int]:
        """Primary keys of the matches in order, from `start` up to but not including `stop`."""
        if self.criteria.order == RELEVANCE:
            found = self.found.ids
            if self._filters:
                found = (pk for pk in found if self.index.positions[pk] in self.matches)
            return list(islice(found, start, stop))
        stop = self.total if stop is None else stop
        return [self.index.ids[position] for position in self._in_order(start, stop)]

    def page_ids(self, page: int) -> list[int]:
        """Primary keys of one page, counted from 1."""
        return self.ids((page - 1) * PAGE_SIZE, page * PAGE_SIZE)

    def counts(self, facet: Facet, most: int | None = None) -> list[Count]:
        """The values of a facet that hold results or are chosen, each with its true number.

        Of a facet of many values, no more than `most` that are not chosen, the most frequent.
        """
        others, chosen, values = self._but(facet), self.criteria.chosen(facet.name), self.index.facets[facet.name]
        if facet.many and most is not None:
            frequent = {value.key: value for value in values.most_frequent(others, most)}
            values = frequent | {key: values[key] for key in chosen if key in values and key not in frequent}
        number_of = self.index.counting(others)
        shown = [
            Count(value, number, key in chosen)
            for key, value in values.items()
            if (number := number_of(value.members)) or key in chosen
        ]
        return sorted(shown, key=lambda count: -count.number) if facet.long else shown

    def most_frequent(self, facet: Facet, most: int) -> tuple[list[Count], list[Value]]:
        """Of a long facet, first as in `counts`: the values chosen, and the `most` that hold most results. Then, in the
        order of the index, all others that hold any: a list says no number of theirs, and few are counted."""
        others = self._but(facet)
        number_of = self.index.counting(others)
        chosen, values = self.criteria.chosen(facet.name), self.index.facets[facet.name]
        every = [*values.values()]
        best = most_frequent(self.index.largest_first[facet.name], lambda at: number_of(every[at].members), most)
        shown = [at for _, at in best] + [at for at, key in enumerate(values) if key in chosen]
        counts = [Count(every[at], number_of(every[at].members), every[at].key in chosen) for at in sorted({*shown})]
        rest = [value for at, value in enumerate(every) if at not in shown and others.intersect(value.members)]
        return sorted(counts, key=lambda count: -count.number), rest

    def _but(self, facet: Facet) -> BitMap:
        """The results under all that is asked in the other facets."""
        return self._all_but(facet.name) if facet.name in self._limits else self.matches

    @cached_property
    def year_counts(self) -> list[tuple[int, int]]:
        """(year, results) for each year that holds results under all that is asked but the years; newest first."""
        number_of = self.index.counting(self._all_but("years"))
        counted = ((year, number_of(members)) for year, members in self.index.years.items())
        return [(year, number) for year, number in counted if number]

    @cached_property
    def undated_count(self) -> int:
        """How many results have no known date, under all that is asked but the years."""
        return self._all_but("years").intersection_cardinality(self.index.undated)

    @property
    def nearest(self) -> tuple[search.Nearest, ...]:
        """When no record holds all the words: at most ten that hold the most telling of them and pass the filters."""
        return () if self.found.ids else self.found.nearest

    @property
    def near_few(self) -> tuple[search.Nearest, ...]:
        """When few records hold all the words: at most ten others, as `nearest`. They are in no number and no facet."""
        return self.found.nearest if self.found.ids and self.total else ()

    def relaxations(self) -> list[tuple[str, Criteria, int]]:
        """For a query without results: (part, the query without it, its results), the most fruitful first."""
        ways = []
        for part in self._limits:
            if number := len(self._all_but(part)):
                ways.append((part, self.criteria.without_part(part), number))
        return sorted(ways, key=lambda way: -way[2])


def select(data) -> Selection:
    """The selection for a query string (a `QueryDict`), of this moment's catalogue, found."""
    index = catalogue.current()
    resource_filter = ResourceFilter(data, index=index)
    criteria, notices, has_moved = resource_filter.criteria, resource_filter.notices, resource_filter.has_moved
    return Selection(criteria, index, notices, has_moved=has_moved).answered()
