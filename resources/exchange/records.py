"""The records as tables: all of them, and the collections with what stands in them.

A file changes no status and no time that decides what is public: a new record is a draft, and one that is public obeys
the rules of publishing. To add a field: `resources/models/resource.py`, and its place in `FIELDS`.
"""

from django.contrib.auth.models import AbstractBaseUser

from icpr.lib.exchange.outcome import Line
from icpr.lib.exchange.tables import Shown, Table
from icpr.lib.folding import slug_of
from icpr.lib.http.site import absolute
from resources import relations
from resources.curation import history, rights
from resources.exchange import guesses, works
from resources.exchange.authors import AuthorsCell
from resources.exchange.documents import DocumentsCell
from resources.exchange.duplicates import RecordFinder
from resources.exchange.entries import EntriesCell
from resources.exchange.issued import IssuedCell
from resources.exchange.references import NumberCell, TagsCell, refer
from resources.models import Catalogue, Collection, Publisher, Resource
from resources.search import indexing

PLACE = tuple(relation.field for relation in relations.RELATIONS if relation.field != "publishers")
LATER = ("review_by", "new_until", "superseded_by", "staff_note")
FIELDS = (
    *("kind", "title", "slug", "annotation", "in_brief", "body", "authors", "publishers", "issued_on"),
    *("publication", "volume", "issue", "pages", "language", "access", "official_url", "address_evidence"),
    *("rights_note", "documents", *PLACE, *LATER),
)
OF_COLLECTIONS = (
    *("title", "slug", "annotation", "for_whom", "in_brief", "body", "picture", "entries", "publishers"),
    *("language", "access", "rights_note", *PLACE, *LATER),
)


def refusal(user: AbstractBaseUser, line: Line) -> str:
    """Why a user may not change the record of a line, or ""."""
    return "" if line.is_new or rights.may_change(user, line.row) else rights.FOR_PUBLISHERS


def rules(record: Resource, holds) -> list[str]:
    """What stands in the way of a record that readers see, or will by the clock."""
    if not record.must_stay_publishable():
        return []
    return [
        f"This record is public or scheduled and must stay fit for it. {reason}"
        for reason in record.publish_errors(holds)
    ]


def lock() -> None:
    """Lets nobody else change records: before any of them is locked, as the triggers do; see `resources.triggers`."""
    Catalogue.objects.select_for_update().get(pk=1)


def new_publisher(name: str) -> Publisher:
    """A publisher that a file brings, not saved."""
    return Publisher(name=name, slug=slug_of(name))


OF_RECORDS = {
    "key": ["number"],
    "shown": [
        Shown("state", lambda record: record.state().label),
        Shown("permanent_address", lambda record: absolute(record.permanent_url)),
    ],
    "names": {"issued_on": "issued"},
    "labels": {
        "issued_on": "issued",
        "tags": "tags",
        "documents": "papers",
        "authors": "authors",
        "entries": "entries",
    },
    "cells": {
        "number": NumberCell,
        "issued_on": IssuedCell,
        "authors": AuthorsCell,
        "documents": DocumentsCell,
        "entries": EntriesCell,
        "tags": TagsCell,
    },
    "refer": refer,
    "is_public": lambda record: record.is_published(),
    "most_lines": 50_000,
    "in_pieces": True,
    "gives_key": True,
    "refusal": refusal,
    "rules": rules,
    "saving": indexing.deferred,
    "keep": history.add_version,
    "locks": lock,
    "creatable": {Publisher: new_publisher},
}
REMARK = (
    "A {0} is recognized by its permanent number. A line without one is a new {0}: a draft, which no reader sees before"
    " it is published. A file publishes and withdraws nothing. A tag or a publisher that the library does not have is"
    " shown to you first."
)

RESOURCES = Table(
    Resource,
    fields=FIELDS,
    remark=REMARK.format("record"),
    finder=RecordFinder,
    guesses=guesses.HEADS,
    from_works=works.lines_of,
    **OF_RECORDS,
)
COLLECTIONS = Table(Collection, fields=OF_COLLECTIONS, remark=REMARK.format("collection"), **OF_RECORDS)
