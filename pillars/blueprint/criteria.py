"""What a reader asks of the Blueprint: a query string read into choices, an order and a lens."""

import re
from dataclasses import dataclass, field, replace

from django import forms
from django.http import QueryDict

from icpr.lib.query import criteria
from icpr.lib.query.criteria import Pairs
from icpr.lib.query.fields import OneOfField, TolerantField, ValuesField, notices_of
from icpr.lib.query.notices import Notice, quote
from pillars.blueprint.facets import ANYONE, LOCAL, Facet, choices_of
from pillars.models import Direction, Finding, Strength
from pillars.models.items import NUMBER

RELEVANCE, START = "relevance", "start"
ORDERS = {START: "Evidence", "pillar": "Pillar", "number": "Report order"}
COMMUNITY = "community"
MOST_PICKED = 200
MOST_NOTICES = 5


@dataclass(frozen=True)
class Criteria(criteria.Criteria):
    """`values` holds the keys of each facet as asked; `who` alone has a default, so it may hold what was not asked.
    `q`: words to be found. `sort`: the order as asked."""

    facets: tuple[str, ...]
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    q: str = ""
    sort: str = ""
    lens: str = ""
    notices: tuple[Notice, ...] = ()
    has_moved: bool = False  # whether a key was asked for by one it had formerly
    picked: tuple[str, ...] = ()  # numbers of items ticked for a plan, kept while filters change

    @property
    def default_who(self) -> str:
        """Local agencies; with words or the lens for communities anyone, so that these hide nothing."""
        return ANYONE if self.lens or self.q else LOCAL

    @property
    def defaults(self) -> dict[str, tuple[str, ...]]:
        return {"who": (self.default_who,)}

    @property
    def who(self) -> str:
        return self.chosen("who")[0]

    @property
    def order(self) -> str:
        """The order in force: by relevance when there are words, else where to start."""
        if self.sort and (self.q or self.sort != RELEVANCE):
            return self.sort
        return RELEVANCE if self.q else START

    @property
    def is_narrow(self) -> bool:
        return bool(self.query_string())

    def only(self, *names: str) -> "Criteria":
        """These criteria with every facet but the named ones open, in the usual order."""
        values = {facet: keys for facet, keys in self.values.items() if facet in names}
        return Criteria(self.facets, values, notices=self.notices)

    def through(self, lens: str) -> "Criteria":
        """The same with another lens, or with none."""
        return replace(self, lens=lens)

    def without_words(self) -> "Criteria":
        """The same for any words, in the order that is usual then, and for whom it is usual."""
        is_usual = self.chosen("who") == self.defaults["who"]
        bare = replace(self, q="", sort="" if self.sort == RELEVANCE else self.sort)
        return bare.with_only("who") if is_usual else bare

    def before(self) -> Pairs:
        return [("q", self.q)] if self.q else []

    def after(self) -> Pairs:
        pairs = [("sort", self.order)] if self.order != replace(self, sort="").order else []
        pairs += [("for", self.lens)] if self.lens else []
        return pairs + [("item", number) for number in self.picked]


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
    form = forms.Form(data)
    for name, words in (("direction", Direction), ("strength", Strength)):
        known = {choice.key: choice for choice in choices_of(words)}
        form.fields[name] = ValuesField(name=name, label=name.capitalize(), known=known)
    form.is_valid()
    asked = form.cleaned_data
    return FindingCriteria(set(asked["direction"]), set(asked["strength"]), refused=bool(notices_of(form)))


def read_words(data: QueryDict, words_field: TolerantField) -> tuple[str, list[Notice]]:
    """The words of a query string that asks for nothing else, and what of them was not understood."""
    form = forms.Form(data)
    form.fields["q"] = words_field
    form.is_valid()
    return form.cleaned_data["q"], notices_of(form)


class ChoicesField(ValuesField):
    """The choices of one facet of the Blueprint, in the order of the facet; of a single one the last that is given."""

    def __init__(self, facet: Facet):
        known = {choice.key: choice for choice in facet.choices}
        super().__init__(name=facet.name, label=facet.label, known=known, keys_now=facet.keys_now)
        self.single = facet.single

    def to_python(self, raw: list[str] | None) -> tuple[str, ...]:
        given = super().to_python(raw)
        return given[-1:] if self.single else tuple(key for key in self.known if key in given)

    def refusal(self, text: str) -> str:
        return NO_CHOICE.format(quote(text), self.label.lower())


NO_CHOICE = "{} is not a choice for “{}” and was left out."


class BlueprintForm(forms.Form):
    """The query of the Blueprint's list. Whatever it holds is valid: what is not understood is said and left out."""

    def __init__(self, data: QueryDict, facets: list[Facet], words_field: TolerantField | None):
        super().__init__(data)
        if words_field:
            self.fields["q"] = words_field
        for name, words in (("for", [COMMUNITY]), ("sort", [RELEVANCE, *ORDERS])):
            self.fields[name] = OneOfField(name=name, words=words, refusal=NO_CHOICE.format("{}", name))
        for facet in facets:
            self.fields[facet.name] = ChoicesField(facet)


def read(data: QueryDict, facets: list[Facet], words_field: TolerantField | None = None) -> Criteria:
    """Criteria from a query string; its words are read by a field of the search, or not at all. What is not understood
    is said in a notice and ignored; an empty value is nothing."""
    form = BlueprintForm(data, facets, words_field)
    form.is_valid()
    asked, names = form.cleaned_data, tuple(facet.name for facet in facets)
    picked = dict.fromkeys(number for number in data.getlist("item") if re.fullmatch(NUMBER, number))
    found = Criteria(
        facets=names,
        values={name: asked[name] for name in names if asked[name]},
        q=asked.get("q", ""),
        sort=asked["sort"],
        lens=asked["for"],
        notices=tuple(notices_of(form)[:MOST_NOTICES]),
        has_moved=any(form.fields[name].has_moved for name in names),
        picked=tuple(picked)[:MOST_PICKED],
    )
    return found.with_only("who", *found.chosen("who"))
