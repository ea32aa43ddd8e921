"""The shapes of what the API answers of the Blueprint, for its OpenAPI document."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from resources.api.page_schemas import ListPage, Page
from resources.api.schemas import Address, Choice, Day, Key, Link, Term


class Actor(Schema):
    key: Key
    name: str


class Evidence(Schema):
    """What may be said of the evidence, by the one rule of the library."""

    key: Key
    label: str
    of: Annotated[list[str], Field(alias="for", description="The outcomes it is proven or promising for.")]


class Tally(Schema):
    """How many findings say so."""

    key: Key
    label: str
    number: int


class Suggested(Schema):
    """What our editors suggest."""

    effort: Choice
    first_step: str
    owner: str
    question: str


class ItemSource(Schema):
    """Where we read it, and what is doubtful of our reading."""

    read_in: str
    place: str
    url: str
    text_read: bool
    number_inferred: bool


class Item(Schema):
    """A recommendation or action item of the Task Force's report, in a sentence of our own."""

    number: Annotated[str, Field(examples=["1.5.1"])]
    url: Address
    level: Choice
    title: str
    statement: str
    pillar: Term | None
    focus_areas: list[Term]
    who_must_act: list[Actor]
    evidence: Evidence
    findings: list[Tally]
    practices: list[Term]
    suggested: Suggested
    resources: Annotated[int, Field(description="How many public records help with it.")]
    source: ItemSource


class Example(Schema):
    """What an agency reports of itself. Nobody has verified it."""

    agency: str
    summary: str
    source_title: str
    url: str
    year: int | None


class WholeItem(Item):
    parent: Link | None
    action_items: list[Link]
    near_practices: Annotated[list[Term], Field(description="What it bears on; these prove nothing about it.")]
    examples: list[Example]
    newest_resources: Annotated[list[Link], Field(description="At most 24.")]


class ItemPage(ListPage):
    items: list[Item]


class FindingRating(Schema):
    """The rating in the words of who gave it. Without a name it is our editors' reading."""

    words: str
    by: str
    scheme: str
    on: Day | None


class Research(Schema):
    strength: Choice
    design: str
    studies: int | None


class FindingSource(Schema):
    title: str
    name: str
    year: int | None
    url: str


class Finding(Schema):
    """What one source says of one outcome of a practice."""

    outcome: str
    direction: Choice
    rating: FindingRating
    research: Research
    summary: str
    figure: str
    source: FindingSource


class FindingOfPractice(Finding):
    practice: Term
    url: Address


class FindingPage(Page):
    findings: list[FindingOfPractice]


class Question(Schema):
    """What else to ask of a practice. The answer is empty when no source we read tells."""

    question: str
    answer: str


class Practice(Schema):
    """A way of working that was studied."""

    key: Key
    name: str
    url: Address
    what_it_is: str
    questions: list[Question]
    evidence: Evidence
    findings: list[Finding]


class PracticePage(ListPage):
    practices: list[Practice]


class WholePractice(Practice):
    items: Annotated[list[Link], Field(description="Items it can carry out.")]
    newest_resources: Annotated[list[Link], Field(description="At most 24.")]
