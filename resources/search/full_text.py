"""The database's own full text, asked in its own words. See `resources.models.search_text` for the table.

Both databases answer the same questions, which records hold this phrase in these fields, and so give the same answers;
what a query makes of them is `resources.search.engine`, the same for both.
"""

import json
from collections.abc import Sequence
from enum import Enum

from django.db import connection
from pyroaring import BitMap

from resources.search.queries import Alternative, Group, Phrase
from resources.search.schema import PAGES, RECORDS

MOST_AT_ONCE = 200  # questions of one statement: SQLite takes no more than 500


class Scope(Enum):
    """Where to look: the title; all that describes a record in a line; all of the record."""

    TITLE = "title_vector"
    LEAD = "lead_vector"
    ALL = "vector"


Question = tuple[Phrase, Scope, range | None]


def read(questions: Sequence[Question]) -> list[BitMap]:
    """For each (phrase, scope, primary keys to look among, or None for all) the keys of the resources, of whatever
    status, that hold the phrase there. Every resource holds the empty phrase.

    One statement for many questions; each answer comes as one value, for a row a key costs more than the search itself.
    """
    language, answers = language_here(), [BitMap() for _ in questions]
    for first in range(0, len(questions), MOST_AT_ONCE):
        asked = questions[first : first + MOST_AT_ONCE]
        statement = " UNION ALL ".join(
            f"SELECT {place}, {language.keys_of(*question)}" for place, question in enumerate(asked, first)
        )
        for place, keys in _rows(statement, [language.written(phrase, scope) for phrase, scope, _ in asked if phrase]):
            answers[place] = _bitmap(keys)
    return answers


def read_pages(required: Sequence[Group], excluded: Sequence[Group]) -> BitMap:
    """The primary keys of the pages of documents, of whatever record, that hold every group of `required`, in the words
    typed or in others for them, and none of `excluded` as typed."""
    language = language_here()
    wanted = language.all_of(language.any_of((*group.exact, *group.others)) for group in required)
    unwanted = [language.any_of(group.exact) for group in excluded]
    [(keys,)] = _rows(f"SELECT {language.pages}", [language.but_not(wanted, unwanted)])
    return _bitmap(keys)


def _rows(statement: str, asked: Sequence[str]) -> list[tuple]:
    """What a statement finds by the index of words.

    PostgreSQL takes it for cheap to read the vectors of all rows, and of a word that many records hold would: eleven
    times as dear. And where it finds more rows than it can note one by one in its usual 4 megabytes, it notes blocks of
    them and reads the vectors of all in these: four times as dear at a million. What forbids the first and makes room
    for the second is sent along, so that it holds for this statement alone.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            before = "SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '16MB'"
            cursor.execute(f"{before}; {statement}; SET LOCAL enable_seqscan = on; SET LOCAL work_mem = DEFAULT", asked)
            cursor.nextset()
            cursor.nextset()
        else:
            cursor.execute(statement, asked)
        return cursor.fetchall()


def _bitmap(keys: str | None) -> BitMap:
    return BitMap(json.loads(f"[{keys}]")) if keys else BitMap()  # JSON is the fastest reader of numbers at hand


class Language:
    """A database's query language: what joins alternatives, and parts that must all be found."""

    either: str
    both: str

    @classmethod
    def any_of(cls, alternatives: Sequence[Alternative]) -> str:
        return "(" + cls.either.join(cls.all_of(map(cls.phrase, found)) for found in alternatives) + ")"

    @classmethod
    def all_of(cls, parts) -> str:
        return "(" + cls.both.join(parts) + ")"


class Fts5(Language):
    """SQLite's query language."""

    either, both = " OR ", " AND "
    pages = f"group_concat(rowid) FROM {PAGES.index} WHERE {PAGES.index} MATCH %s"

    @staticmethod
    def keys_of(phrase: Phrase, scope: Scope, among: range | None) -> str:
        """The rest of a SELECT of the keys of the records that hold a phrase, whose parameter is `written`."""
        keys = f"group_concat(rowid) FROM {RECORDS.index} WHERE {RECORDS.index} MATCH %s"
        if not phrase:
            keys = f"group_concat({RECORDS.key}) FROM {RECORDS.name} WHERE TRUE"
        key = "rowid" if phrase else RECORDS.key
        return keys if among is None else f"{keys} AND {key} BETWEEN {among.start} AND {among.stop - 1}"

    @classmethod
    def written(cls, phrase: Phrase, scope: Scope) -> str:
        found = cls.phrase(phrase)
        return found if scope is Scope.ALL else f"{{{' '.join(RECORDS.vectors[scope.value])}}} : {found}"

    @staticmethod
    def phrase(phrase) -> str:
        return '"' + " ".join(phrase) + '"'

    @staticmethod
    def beginning(letters: str) -> str:
        return f'"{letters}" *'

    @staticmethod
    def but_not(wanted: str, unwanted: list[str]) -> str:
        return f"{wanted} NOT ({' OR '.join(unwanted)})" if unwanted else wanted


class TsQuery(Language):
    """PostgreSQL's query language."""

    either, both = " | ", " & "
    pages = f"string_agg({PAGES.key}::text, ',') FROM {PAGES.name} WHERE vector @@ to_tsquery('simple', %s)"

    @staticmethod
    def keys_of(phrase: Phrase, scope: Scope, among: range | None) -> str:
        """The rest of a SELECT of the keys of the records that hold a phrase, whose parameter is `written`."""
        condition = f"{scope.value} @@ to_tsquery('simple', %s)" if phrase else "TRUE"
        keys = f"string_agg({RECORDS.key}::text, ',') FROM {RECORDS.name} WHERE {condition}"
        return keys if among is None else f"{keys} AND {RECORDS.key} BETWEEN {among.start} AND {among.stop - 1}"

    @classmethod
    def written(cls, phrase: Phrase, scope: Scope) -> str:
        return cls.phrase(phrase)

    @staticmethod
    def phrase(phrase) -> str:
        return "(" + " <-> ".join(f"'{stem}'" for stem in phrase) + ")"

    @staticmethod
    def beginning(letters: str) -> str:
        return f"'{letters}':*"

    @staticmethod
    def but_not(wanted: str, unwanted: list[str]) -> str:
        return " & ".join([wanted, *(f"!{found}" for found in unwanted)])


def language_here() -> type[Fts5] | type[TsQuery]:
    """That of the database in use."""
    return TsQuery if connection.vendor == "postgresql" else Fts5
