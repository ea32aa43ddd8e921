"""What a reader asks of the Blueprint: a query string read into choices, an order and a lens."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from pillars.blueprint.facets import ANYONE, LOCAL, Facet
from pillars.models import Direction, Finding, Strength
from pillars.models.items import NUMBER

ORDERS = {"start": "Start here", "number": "Number", "pillar": "Pillar"}
COMMUNITY = "community"
MOST_PICKED = 200
MOST_SHOWN = 60  # characters of a bad value repeated to the reader


@dataclass(frozen=True)
class Criteria:
    """`chosen` holds the keys of each facet as asked; `who` alone has a default, so it may hold what was not asked."""

    chosen: dict[str, set[str]] = field(default_factory=dict)
    order: str = "start"
    lens: str = ""
    notices: tuple[str, ...] = ()
    has_moved: bool = False  # whether a key was asked for by one it had formerly
    picked: tuple[str, ...] = ()  # numbers of items ticked for a plan, kept while filters change

    @property
    def default_who(self) -> str:
        """Local agencies; with the lens for communities anyone, so that the lens hides nothing."""
        return ANYONE if self.lens else LOCAL

    @property
    def who(self) -> str:
        return next(iter(self.chosen["who"]))

    @property
    def is_narrow(self) -> bool:
        return bool(self.query())

    def only(self, *names: str) -> "Criteria":
        """These criteria with every facet but the named ones open, in the usual order."""
        kept = {facet: keys if facet in names else set() for facet, keys in self.chosen.items()}
        return Criteria(kept, notices=self.notices)

    def query(self, **changes: set[str] | str) -> str:
        """The query string of these criteria with some facets (sets of keys), `sort` or `lens` changed;
        "" or "?..."."""
        chosen = self.chosen | {name: keys for name, keys in changes.items() if isinstance(keys, set)}
        lens, order = changes.get("lens", self.lens), changes.get("sort", self.order)
        pairs = [(name, key) for name, keys in chosen.items() for key in sorted(keys)]
        pairs = [pair for pair in pairs if pair != ("who", ANYONE if lens else LOCAL)]
        pairs += [("sort", order)] if order != "start" else []
        pairs += [("for", lens)] if lens else []
        pairs += [("item", number) for number in self.picked]
        return f"?{urlencode(pairs)}" if pairs else ""


@dataclass(frozen=True)
class FindingCriteria:
    """Which findings of a practice are asked for; an empty set asks for all. `refused`:
    whether anything was no choice."""

    directions: set[str]
    strengths: set[str]
    refused: bool

    def holds(self, finding: Finding) -> bool:
        return (not self.directions or finding.direction in self.directions) and (
            not self.strengths or finding.strength in self.strengths
        )

    @property
    def words(self) -> str:
        """The labels of what is asked for."""
        labels = [Direction(key).label for key in Direction.values if key in self.directions]
        return ", ".join(labels + [Strength(key).label for key in Strength.values if key in self.strengths])


def read_findings(data: QueryDict) -> FindingCriteria:
    """The `direction` and `strength` of a query string, each any number of times."""
    directions, strengths = set(filter(None, data.getlist("direction"))), set(filter(None, data.getlist("strength")))
    known = directions & set(Direction.values), strengths & set(Strength.values)
    return FindingCriteria(*known, refused=known != (directions, strengths))


def read(data: QueryDict, facets: list[Facet]) -> Criteria:
    """Criteria from a query string. What is not understood is said in a notice and ignored;
    an empty value is nothing."""
    notices: list[str] = []

    def refuse(name: str, value: str) -> None:
        shown = value if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]}…"
        notices.append(f"“{shown}” is not a choice for “{name}” and was left out.")

    lens = data.get("for", "")
    if lens not in ("", COMMUNITY):
        refuse("for", lens)
        lens = ""
    order = data.get("sort") or "start"
    if order not in ORDERS:
        refuse("sort", order)
        order = "start"
    chosen, has_moved = {}, False
    for facet in facets:
        asked = dict.fromkeys(value for value in data.getlist(facet.name) if value)
        unknown = [value for value in list(asked)[:20] if value not in facet.keys]
        now = facet.keys_now(unknown)
        for value in unknown:
            if value not in now:
                refuse(facet.label.lower(), value)
        has_moved = has_moved or bool(now)
        keys = [value for value in (now.get(value, value) for value in asked) if value in facet.keys]
        chosen[facet.name] = set(keys[-1:] if facet.single else keys)
    chosen["who"] = chosen["who"] or {ANYONE if lens else LOCAL}
    picked = dict.fromkeys(number for number in data.getlist("item") if re.fullmatch(NUMBER, number))
    return Criteria(chosen, order, lens, tuple(notices[:5]), has_moved, tuple(picked)[:MOST_PICKED])
