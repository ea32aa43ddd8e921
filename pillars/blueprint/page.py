"""What the Blueprint's list shows beside its items: panels of choices, chips, a sentence and the other views."""

from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from icpr.lib.formats import links
from icpr.lib.query.chips import Chip
from icpr.lib.query.notices import Notice
from icpr.lib.query.panels import Choice, Panel
from pillars.blueprint import facets
from pillars.blueprint.criteria import COMMUNITY, ORDERS, RELEVANCE, START, Criteria
from pillars.blueprint.facets import ANYONE, NOT_REVIEWED, Facet, chips_of
from pillars.blueprint.groups import Group, group_of
from pillars.blueprint.search import Found
from pillars.blueprint.selection import Selection, how_many_held
from pillars.models import Direction, EvidenceRating, Item

FOUND = {
    Direction.HELPS: "found to help",
    Direction.MIXED: "found mixed",
    Direction.NO_EFFECT: "found without effect",
    Direction.HARM: "found to harm",
    Direction.NOT_ENOUGH: "with not enough research",
    NOT_REVIEWED: "not reviewed",
}
OPEN_AT_FIRST = {"pillar", "rating"}
PRINTED = {"short": "Print, short", "print": "Print with findings"}


def matching(words: str, found: Found) -> str:
    """What a list of what was found is of: "matching “quotsa”; showing “quotas”"."""
    return f"matching “{words}”" + (f"; showing “{found.corrected}”" if found.corrected else "")


def practices_heading(words: str, found: Found | None) -> str:
    """The heading of the list of practices, with how many are shown for some words."""
    if not found:
        return "Practices and what research found"
    number = len(found.practices)
    return f"{number} practice{'' if number == 1 else 's'} {matching(words, found)}"


class BlueprintPage:
    """The list as the template shows it."""

    def __init__(self, criteria: Criteria, choices: list[Facet], selection: Selection):
        self.criteria, self.facets, self.selection, self.found = criteria, choices, selection, selection.found
        self.items: list[Item] = selection.items
        self.total = len(selection.items)
        self.held = how_many_held(selection.held)
        shown = {item.number for item in self.items}
        self.picked = set(criteria.picked)
        self.picked_elsewhere = [item.number for item in selection.held if item.number in self.picked - shown]

    @property
    def groups(self) -> list[tuple[Group, list[Item]]]:
        """The items under their headings, in their order."""
        return [
            (group, list(items)) for group, items in groupby(self.items, lambda item: group_of(item, self.criteria))
        ]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """What the list can be grouped by: the key, which is empty for what is usual, words, whether it is now."""
        orders = ([(RELEVANCE, "Best match")] if self.criteria.q else []) + list(ORDERS.items())
        if self.is_for_community:
            orders = [(key, "Who is asked" if key == START else label) for key, label in orders]
        usual = orders[0][0]
        return [("" if key == usual else key, label, key == self.criteria.order) for key, label in orders]

    @property
    def tells_rules(self) -> bool:
        """Whether the headings are ratings, which say their rules."""
        return self.criteria.order == START and not self.is_for_community

    @property
    def panels(self) -> list[Panel]:
        return [self._panel(facet) for facet in self.facets]

    def _panel(self, facet: Facet) -> Panel:
        counts = self.selection.counts[facet.name]
        chosen = self.criteria.chosen(facet.name)
        shown = [choice for choice in facet.choices if counts[choice.key] or choice.key in chosen]
        choices = [self._choice(facet.name, choice, counts[choice.key]) for choice in shown]
        is_open = bool(chosen) or facet.name in OPEN_AT_FIRST
        note = "" if facet.name == "rating" and self.tells_rules else facet.note
        return Panel(facet.name, facet.label, choices, is_open, single=facet.single, note=note)

    def _choice(self, facet: str, choice: facets.Choice, number: int) -> Choice:
        return Choice(
            key=choice.key,
            label=choice.label,
            number=number,
            chosen=choice.key in self.criteria.chosen(facet),
            only_url=self.criteria.with_only(facet, choice.key).address,
            disc=choice.pillar and choice.pillar.number,
            hue=choice.pillar.hue if choice.pillar else "",
            shape=choice.shape,
        )

    @property
    def chips(self) -> list[Chip]:
        """The limits in force; the words stand in the search box."""
        return chips_of(self.criteria, self.facets)

    @property
    def without_words(self) -> str:
        return self.criteria.without_words().address

    @property
    def words_alone(self) -> str:
        """The address of all items that hold the words, whoever must act and whatever else was chosen."""
        return Criteria(self.criteria.facets, q=self.criteria.q).address

    @property
    def sentence(self) -> str:
        """The criteria in English: "12 Task Force items for local agencies on Policy & Oversight, found to help"."""
        return f"{self.subject} {matching(self.criteria.q, self.found)}" if self.found else self.subject

    @property
    def subject(self) -> str:
        """The same without the words that are searched for."""
        words = "Questions to ask your department: " if self.is_for_community else ""
        words += f"{self.total} Task Force item{'' if self.total == 1 else 's'}"
        if self.criteria.who != ANYONE:
            words += f" for {self._labels('who').lower()}"
        if pillars := self._labels("pillar"):
            words += f" on {pillars}"
        if rating := self._labels("rating", lower=True):
            words += f", evidence rated {rating}"
        if evidence := [FOUND[key] for key in FOUND if key in self.criteria.chosen("evidence")]:
            words += f", {' or '.join(evidence)}"
        if strength := self._labels("strength", lower=True):
            words += f", by {strength}"
        return words

    def _labels(self, name: str, *, lower: bool = False) -> str:
        facet = next(facet for facet in self.facets if facet.name == name)
        labels = facet.labels(self.criteria.chosen(name))
        return " or ".join(label.lower() if lower else label for label in labels)

    @property
    def hidden(self) -> int:
        """How many items the choice of who must act leaves out."""
        counts = self.selection.counts["who"]
        return counts[ANYONE] - counts[self.criteria.who]

    @property
    def for_anyone(self) -> str:
        return self.criteria.with_only("who", ANYONE).address

    @property
    def is_for_community(self) -> bool:
        return self.criteria.lens == COMMUNITY

    @property
    def for_community(self) -> str:
        return self.criteria.through(COMMUNITY).with_only("who", ANYONE).query_string()

    @property
    def for_agencies(self) -> str:
        return self.criteria.through("").address

    @property
    def begin_with(self) -> list[tuple[str, str, int]]:
        """What to begin with: words, the query of the list, and how many items it holds. First what is proven."""
        counts = self.selection.counts["rating"]
        words = {EvidenceRating.PROVEN: "Begin with what is proven", EvidenceRating.PROMISING: "Then what is promising"}
        return [
            (label, self.criteria.with_only("rating", rating.value).query_string(), counts[rating.value])
            for rating, label in words.items()
        ]

    @property
    def forms(self) -> list[tuple[str, str]]:
        """The same list in other forms: words and address."""
        query = self.criteria.query_string()
        start = f"{query}&format=" if query else "?format="
        written = [(link.form.label, link.url) for link in links.links(links.forms_of("blueprint"), self.address)]
        return written + [(label, start + name) for name, label in PRINTED.items()]

    @property
    def in_csv(self) -> str:
        return next(link.url for link in links.links(links.forms_of("blueprint"), self.address) if link.form.is_file)

    @property
    def add_all(self) -> str:
        """What brings every item of this list along to a plan."""
        return "?" + urlencode([("item", item.number) for item in self.items])

    @property
    def query_string(self) -> str:
        return self.criteria.query_string()

    @property
    def address(self) -> str:
        return reverse("blueprint") + self.query_string

    @property
    def heading(self) -> str:
        return self.sentence

    @property
    def notices(self) -> list[Notice]:
        return list(self.criteria.notices)

    @property
    def rows(self) -> list[Item]:
        return self.items
