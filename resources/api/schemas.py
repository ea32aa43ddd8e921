"""The shapes of what the API answers of records, for its OpenAPI document. Tests hold the answers against them."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

Key = Annotated[str, Field(description="Its word in addresses and parameters.")]
Day = Annotated[str, Field(description="A day, ISO 8601.", examples=["2015-05-14"])]
Moment = Annotated[str, Field(description="A moment in UTC, ISO 8601.", examples=["2026-11-28T17:05:00+00:00"])]
Address = Annotated[str, Field(description="An absolute address.", examples=["https://example.org/a-page/"])]


class Notice(Schema):
    """What of the query was not understood and left out, as the pages say it."""

    parameter: str
    message: str


class Choice(Schema):
    """A word of a closed list."""

    key: Key
    label: str


class Term(Schema):
    """A value of a vocabulary. `url` is null where values have no page."""

    key: Key
    name: str
    url: Address | None


class Author(Schema):
    """A person, or an organization as it signs."""

    name: str
    family_name: str
    given_names: str
    organization: str


class Issued(Schema):
    """When it was issued. Of a date of precision "month" or "year" only that much is known."""

    on: Day | None
    precision: Annotated[str, Field(description='"day", "month", "year", or "" when no date is known.')]
    display: str


class Link(Schema):
    """Something else of the library, by its number."""

    number: str
    title: str
    url: Address


class Document(Schema):
    """A paper of a record. `url` is null for one that is neither held here nor linked."""

    role: Choice
    title: str
    url: Address | None
    is_held: bool
    address_evidence: Choice
    format: str
    language: str
    pages: int | None
    bytes: int | None


class Citation(Schema):
    """A record cited in one style, as plain text."""

    style: Key
    label: str
    text: str


class Note(Schema):
    """What editors told the public of a record."""

    told_at: Moment
    what: Choice
    text: str


class Entry(Schema):
    """What stands in a collection: one of a record, an item and a practice. `document` names the paper meant."""

    group: str
    record: Link | None
    document: str
    item: Link | None
    practice: Term | None
    note: Annotated[str, Field(description="Why it stands there, in the editors' words.")]


class Record(Schema):
    """The public facts of a record. What is not known is "" or null."""

    number: Annotated[str, Field(description="Permanent.", examples=["ICPR-000128"])]
    url: Address
    permanent_url: Address
    kind: Choice
    title: str
    annotation: Annotated[str, Field(description="What it is and whom it helps, in one sentence of our own.")]
    in_brief: str
    body: Annotated[str, Field(description="Longer text of our own, if any, in Markdown.")]
    for_whom: Annotated[str, Field(description="Of a collection: for whom it is, and what to begin with.")]
    authors: list[Author]
    issued: Issued
    publication: str
    volume: str
    issue: str
    pages: str
    language: Choice
    access: Choice
    availability: Annotated[Choice, Field(description="Whether and where it can be opened.")]
    official_url: str
    address_evidence: Choice
    rights_note: str
    pillars: list[Term]
    focus_areas: list[Term]
    topics: list[Term]
    audiences: list[Term]
    publishers: list[Term]
    tags: list[Term]
    practices: list[Term]
    items: Annotated[list[Link], Field(description="Items of the Blueprint it helps with.")]
    documents: list[Document]
    entries: Annotated[list[Entry], Field(description="Of a collection: what stands in it, in order.")]
    superseded_by: Link | None
    new_until: Day | None
    added_at: Moment | None
    changed_at: Annotated[Moment, Field(description="The last change of what its page shows.")]
    told_at: Annotated[Moment, Field(description="When readers were last told of it: that it appeared, or a change.")]
    notes: Annotated[list[Note], Field(description="What readers were told of its changes, the latest first.")]


class PartOfRecord(Record):
    """A record of a list: all but `body`, `documents`, `entries` and `notes`, or what `fields` and `include` ask for.
    The number is always there."""

    citations: list[Citation]


class WholeRecord(Record):
    """A record with how it is cited."""

    citations: list[Citation]


class Problem(Schema):
    """An error, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: Annotated[str, Field(description="What happened, and what to do.")] = ""


class Invalid(Problem):
    errors: Annotated[list[Notice], Field(description="Each parameter that cannot be used, and why.")]


class Gone(Problem):
    """What was public and no longer is, with its last public facts."""

    number: str
    record_title: str
    kind: Choice
    url: Address
    gone_at: Moment
    reason: str
    superseded_by: Link | None
