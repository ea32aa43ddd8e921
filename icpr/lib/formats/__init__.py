"""A list or a record in other forms than its page: as a table, as citations, as data for programs.

A form's address is that of the page with a suffix in place of its last slash, and the same query:
`/resources.csv?q=trust` holds what `/resources/?q=trust` shows. The address alone decides; no `Accept` header changes
an answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.http import HttpRequest, QueryDict

from icpr.lib.query.notices import Notice
from icpr.lib.query.page_number import Pages


class Source(Protocol):
    """What is written out. heading: what it is, in words. address: path and query of its page, in canonical order.
    total: how many records it has. notices: what of the reader's query was not understood."""

    heading: str
    address: str
    total: int
    notices: list[Notice]


@dataclass(frozen=True)
class Form:
    """One form.

    suffix: ".csv", ".csl.json". media_type: with its charset, where it has one. label: what readers call it. limit: of
    records in one answer; the rest stands in further ones, `?page=2` and so on. write: gives the text in pieces; it may
    add to the notices of its part before the first. use: what it is for, a key of `links.USES`. is_file: whether a
    browser keeps it instead of showing it. is_paged: whether whoever reads it expects pages, and is not told of them.
    parameters: names of what a reader can ask beyond what the page is asked.
    """

    name: str
    suffix: str
    media_type: str
    label: str
    limit: int
    write: Callable[["Part"], Iterable[str]]
    use: str = ""
    is_file: bool = False
    is_paged: bool = False
    parameters: tuple[str, ...] = ()

    @property
    def is_json(self) -> bool:
        return self.media_type.partition(";")[0].endswith("json")


@dataclass
class Part:
    """What one answer holds: of a source, the records from `pages.start` up to `pages.stop`.

    notices: what the reader is told, wherever the form has room for it; in any case in a header.
    """

    form: Form
    source: Source
    request: HttpRequest
    pages: Pages
    notices: list[Notice] = field(default_factory=list)

    @property
    def asked(self) -> QueryDict:
        """The query as the reader typed it, for parameters of a form's own."""
        return self.request.GET

    @property
    def ids(self) -> list[int]:
        return self.source.ids(self.pages.start, self.pages.stop)


class Moved(Exception):
    """What was asked for is now at another page, whose path this is given."""

    def __init__(self, path: str):
        super().__init__(path)
        self.path = path


class Gone(Exception):
    """What was asked for was taken back. `message` says so to readers, `facts` to programs."""

    def __init__(self, message: str, **facts: str):
        super().__init__(message)
        self.message, self.facts = message, facts
