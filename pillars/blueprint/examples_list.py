"""What agencies report, in a list by state and pillar: the query, the answer, and the map of the states."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django import forms
from django.http import QueryDict

from icpr.lib.query import criteria
from icpr.lib.query.chips import Chip
from icpr.lib.query.fields import notices_of
from icpr.lib.query.notices import Notice
from pillars.blueprint.criteria import ChoicesField
from pillars.blueprint.facets import Choice, Facet, chips_of, counted, passing
from pillars.models import STATES, AgencyExample, Pillar, State

UNKNOWN = "not-known"
TILE = 44
SHADES = (1, 3, 10)  # the least number of examples for each shade but the first, which is for none
MOST_OF_ALL = 0.4  # from this share on one state is said to outweigh the others


@dataclass(frozen=True)
class ExampleCriteria(criteria.Criteria):
    facets: tuple[str, ...]
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    has_moved: bool = False


@dataclass(frozen=True)
class Tile:
    """A state on the map. `x`, `y`: of its upper left corner. `shade`: from 0 for none to the darkest."""

    state: State
    number: int
    url: str
    chosen: bool

    @property
    def x(self) -> int:
        return TILE * self.state.column

    @property
    def y(self) -> int:
        return TILE * self.state.row

    @property
    def shade(self) -> int:
        return sum(self.number >= least for least in SHADES)


def facets(pillars: Iterable[Pillar]) -> list[Facet]:
    states = [Choice(state.code, state.name) for state in STATES.values()] + [Choice(UNKNOWN, "State not known")]
    of_pillars = [Choice(pillar.slug, pillar.name, pillar) for pillar in pillars]
    return [
        Facet("state", "State", states, lambda example, chosen: {_state_key(example)}, single=True),
        Facet(
            "pillar",
            "Pillar",
            of_pillars,
            lambda example, chosen: {example.item.pillar.slug} if example.item.pillar else set(),
            single=True,
            model=Pillar,
        ),
    ]


def _state_key(example: AgencyExample) -> str:
    return example.state.code if example.state else UNKNOWN


def read(data: QueryDict, choices: list[Facet]) -> ExampleCriteria:
    """Criteria from a query string. What is not understood is said in a notice and ignored."""
    form = forms.Form(data)
    for facet in choices:
        form.fields[facet.name] = ChoicesField(facet)
    form.is_valid()
    names = tuple(facet.name for facet in choices)
    return ExampleCriteria(
        facets=names,
        values={name: form.cleaned_data[name] for name in names if form.cleaned_data[name]},
        notices=tuple(notices_of(form)),
        has_moved=any(form.fields[name].has_moved for name in names),
    )


class ExamplesPage:
    """The answer to some criteria, counted in memory. `held`: all public examples, with their items and pillars."""

    def __init__(self, criteria: ExampleCriteria, choices: list[Facet], held: Iterable[AgencyExample]):
        self.criteria, self.facets, self.held = criteria, choices, list(held)
        self.examples = passing(self.held, choices, criteria.values)

    def _count(self, facet: Facet) -> Counter:
        return counted(self.held, facet, self.facets, self.criteria.values)

    @cached_property
    def by_state(self) -> Counter:
        """Code of a state → number of examples, whatever state is chosen."""
        return self._count(self.facets[0])

    @property
    def choices(self) -> list[tuple[Facet, list[tuple[Choice, int, bool]]]]:
        """Each facet with the choices that have examples, or are chosen: the choice, how many, and whether chosen."""
        found = []
        for facet in self.facets:
            counts, chosen = self._count(facet), self.criteria.chosen(facet.name)
            shown = [one for one in facet.choices if counts[one.key] or one.key in chosen]
            found.append((facet, [(one, counts[one.key], one.key in chosen) for one in shown]))
        return found

    @property
    def tiles(self) -> list[Tile]:
        chosen = self.criteria.chosen("state")
        return [
            Tile(state, self.by_state[code], self.criteria.with_only("state", code).address, code in chosen)
            for code, state in STATES.items()
        ]

    @property
    def states(self) -> list[Tile]:
        """The states that have examples, most first."""
        return sorted((tile for tile in self.tiles if tile.number), key=lambda tile: (-tile.number, tile.state.name))

    @property
    def chips(self) -> list[Chip]:
        return chips_of(self.criteria, self.facets)

    @property
    def agencies(self) -> list[tuple[str, list[AgencyExample]]]:
        """The examples shown, by agency and in the order of their items."""
        ordered = sorted(self.examples, key=lambda example: (example.agency, example.item.sort_key, example.pk))
        return [(agency, list(examples)) for agency, examples in groupby(ordered, lambda example: example.agency)]

    @property
    def outweighing(self) -> Tile | None:
        """The state that has so many of all examples held that it outweighs the others."""
        most = Counter(map(_state_key, self.held)).most_common(1)
        if most and most[0][0] != UNKNOWN and most[0][1] >= max(3, MOST_OF_ALL * len(self.held)):
            return Tile(STATES[most[0][0]], most[0][1], "", chosen=False)
        return None

    @property
    def heading(self) -> str:
        """The criteria in English: "3 examples from Texas on Policy & Oversight"."""
        if not self.criteria.query_string():
            return "What agencies report"
        words = f"{len(self.examples)} example{'' if len(self.examples) == 1 else 's'}"
        for facet, joint in zip(self.facets, ("from", "on"), strict=True):
            labels = facet.labels(self.criteria.chosen(facet.name))
            words += f" {joint} {' or '.join(labels)}" if labels else ""
        return words
