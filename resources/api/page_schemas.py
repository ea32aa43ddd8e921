"""The shapes of what the API answers as lists, for its OpenAPI document."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from resources.api.schemas import Address, Key, Moment, Notice, PartOfRecord


class FacetValue(Schema):
    """A value with the number of results it holds under all that is asked in the other facets."""

    key: Key
    label: str
    number: int
    chosen: bool


class Facet(Schema):
    """What a list can be narrowed by, by the name of its parameter; "year" stands for `since` and `until`."""

    name: str
    label: str
    values: Annotated[list[FacetValue], Field(description="Of a long facet the hundred most frequent.")]


class Page(Schema):
    total: Annotated[int, Field(description="Of all pages.")]
    notices: list[Notice]
    next: Annotated[Address | None, Field(description="The address of the next page; null on the last.")]


class ListPage(Page):
    heading: Annotated[str, Field(examples=["12 model policies matching “force” since 2015"])]
    address: Annotated[Address, Field(description="The same list as a page.")]


class RecordPage(ListPage):
    records: list[PartOfRecord]
    facets: list[Facet] | None


class TermCount(Schema):
    """A term and how many records it has. `url` is its page, or the list of its records."""

    key: Key
    name: str
    number: Annotated[int | None, Field(description="Of a pillar.")]
    summary: Annotated[str | None, Field(description="Of a pillar, focus area or topic.")]
    count: int
    url: Address
    records: Annotated[Address, Field(description="Its records in this API.")]


class TermPage(Page):
    terms: list[TermCount]


class Suggestion(Schema):
    label: str
    kind: str
    url: Address
    count: int | None
    group: str
    language: str


class Suggestions(Schema):
    query: str
    notices: list[Notice]
    suggestions: list[Suggestion]


class Change(Schema):
    """One change of what the public sees."""

    number: str
    moment: Moment
    what: Annotated[str, Field(description='"appeared", "changed", "told" or "gone".')]
    title: str
    url: Annotated[Address, Field(description="Its permanent address.")]
    note: Annotated[str, Field(description="What readers were told, or why it was withdrawn.")]


class ChangePage(Schema):
    notices: list[Notice]
    next: Address | None
    until: Annotated[Moment, Field(description="Ask for `since` this moment when you come again.")]
    changes: list[Change]


class Entrance(Schema):
    documentation: Address
    openapi: Address
    addresses: list[Address]
