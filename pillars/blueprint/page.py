"""What the Blueprint's list shows beside its items: panels of choices, chips, a sentence and the other views."""

from dataclasses import dataclass
from urllib.parse import urlencode

from pillars.blueprint.criteria import COMMUNITY, ORDERS, Criteria
from pillars.blueprint.facets import ANYONE, NOT_REVIEWED, Choice, Facet
from pillars.blueprint.selection import Selection, how_many_held
from pillars.models import Direction, Item

FOUND = {
    Direction.HELPS: "found to help",
    Direction.MIXED: "found mixed",
    Direction.NO_EFFECT: "found without effect",
    Direction.HARM: "found to harm",
    Direction.NOT_ENOUGH: "with not enough research",
    NOT_REVIEWED: "not reviewed",
}


@dataclass(frozen=True)
class PanelChoice:
    choice: Choice
    number: int
    chosen: bool
    only_url: str


@dataclass(frozen=True)
class Panel:
    facet: Facet
    choices: list[PanelChoice]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    label: str
    remove_url: str


class BlueprintPage:
    """The list as the template shows it."""

    orders = ORDERS

    def __init__(self, criteria: Criteria, facets: list[Facet], selection: Selection):
        self.criteria, self.facets, self.selection = criteria, facets, selection
        self.items: list[Item] = selection.items
        self.total = len(selection.items)
        self.held = how_many_held(selection.held)
        shown = {item.number for item in self.items}
        self.picked = set(criteria.picked)
        self.picked_elsewhere = [item.number for item in selection.held if item.number in self.picked - shown]

    @property
    def panels(self) -> list[Panel]:
        return [self._panel(facet) for facet in self.facets]

    def _panel(self, facet: Facet) -> Panel:
        chosen = self.criteria.chosen[facet.name]
        counts = self.selection.counts[facet.name]
        choices = [
            PanelChoice(
                choice,
                counts[choice.key],
                choice.key in chosen,
                self.criteria.query(**{facet.name: {choice.key}}) or "?",
            )
            for choice in facet.choices
            if counts[choice.key] or choice.key in chosen
        ]
        return Panel(facet, choices, bool(chosen) or facet.name in ("pillar", "evidence"))

    @property
    def chips(self) -> list[Chip]:
        """One for each choice in force but the default of who must act."""
        found = []
        for facet in self.facets:
            keys = self.criteria.chosen[facet.name]
            if facet.name == "who" and self.criteria.who == self.criteria.default_who:
                continue
            default = {self.criteria.default_who} if facet.name == "who" else None
            for choice in facet.choices:
                if choice.key in keys:
                    remove_url = self.criteria.query(**{facet.name: default or keys - {choice.key}})
                    found.append(Chip(choice.label, remove_url or "?"))
        return found

    @property
    def sentence(self) -> str:
        """The criteria in English: "12 Task Force items for local agencies on Policy & Oversight, found to help"."""
        words = "Questions to ask your department: " if self.is_for_community else ""
        words += f"{self.total} Task Force item{'' if self.total == 1 else 's'}"
        if self.criteria.who != ANYONE:
            words += f" for {self._labels('who').lower()}"
        if pillars := self._labels("pillar"):
            words += f" on {pillars}"
        if evidence := [FOUND[key] for key in FOUND if key in self.criteria.chosen["evidence"]]:
            words += f", {' or '.join(evidence)}"
        if strength := self._labels("strength", lower=True):
            words += f", by {strength}"
        return words

    def _labels(self, name: str, *, lower: bool = False) -> str:
        facet = next(facet for facet in self.facets if facet.name == name)
        labels = [choice.label for choice in facet.choices if choice.key in self.criteria.chosen[name]]
        return " or ".join(label.lower() if lower else label for label in labels)

    @property
    def hidden(self) -> int:
        """How many items the choice of who must act leaves out."""
        counts = self.selection.counts["who"]
        return counts[ANYONE] - counts[self.criteria.who]

    @property
    def for_anyone(self) -> str:
        return self.criteria.query(who={ANYONE}) or "?"

    @property
    def is_for_community(self) -> bool:
        return self.criteria.lens == COMMUNITY

    @property
    def for_community(self) -> str:
        return self.criteria.query(lens=COMMUNITY, who={ANYONE})

    @property
    def for_agencies(self) -> str:
        return self.criteria.query(lens="") or "?"

    @property
    def begin_with_proven(self) -> str:
        return self.criteria.query(evidence={"helps"})

    @property
    def csv(self) -> str:
        return self._in_form("csv")

    @property
    def print(self) -> str:
        return self._in_form("print")

    def _in_form(self, name: str) -> str:
        query = self.criteria.query()
        return f"{query}&format={name}" if query else f"?format={name}"

    @property
    def add_all(self) -> str:
        """What brings every item of this list along to a plan."""
        return "?" + urlencode([("item", item.number) for item in self.items])

    @property
    def query_string(self) -> str:
        return self.criteria.query()
