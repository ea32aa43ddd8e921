"""The staff's synonym groups as the query parser wants them, read once for each edition of the catalogue."""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from resources.edition import SEARCH, Edition, per_edition
from resources.models import SynonymGroup
from resources.search import spanish
from resources.search.queries import Entry, Phrase, Synonyms, phrase_of
from resources.terms.models import Alias


class Row(NamedTuple):
    """What a search needs of a synonym group."""

    terms: str
    targets: str
    direction: str
    keep_case: bool
    language: str


@per_edition(*SEARCH)
def groups(edition: Edition) -> tuple[Row, ...]:
    """The groups that are on, in their order; then the other names of terms, each of which finds the present one."""
    rows = SynonymGroup.objects.filter(is_on=True).values_list(*Row._fields)
    return *map(Row._make, rows), *_aliases()


def _aliases() -> Iterator[Row]:
    """The other names of terms. One in capitals, such as an acronym, is meant only as it is written."""
    for name, now in Alias.objects.with_present_name().order_by("pk").values_list("name", "now"):
        if now:
            yield Row(name, now, SynonymGroup.Direction.ONE_WAY, name.isupper(), "en")


@per_edition(*SEARCH)
def of(edition: Edition) -> Synonyms:
    """Runs of stems with what they may also be searched as."""
    return _entries(groups(edition))


@lru_cache(maxsize=2)
def _entries(rows: tuple[Row, ...]) -> Synonyms:
    """Kept: most edits are of records and leave the groups as they are."""
    entries: dict[Phrase, list[Entry]] = defaultdict(list)
    for row in rows:
        for key, entry in _entries_of(row):
            entries[key].append(entry)
    return {key: tuple(found) for key, found in entries.items()}


@lru_cache(maxsize=10_000)
def _entries_of(row: Row) -> tuple[tuple[Phrase, Entry], ...]:
    """What one group says of each of its terms."""
    group = SynonymGroup(**row._asdict())
    found = []
    for term in group.term_list:
        key = phrase_of(term)
        others = tuple((phrase, target) for target in group.leads_to if (phrase := phrase_of(target)) and phrase != key)
        if key and others:
            written = term if group.keep_case and term != term.lower() else ""
            entry = Entry(others, written, group.language, group.direction == SynonymGroup.Direction.RELATED)
            keys = [key, spanish.key_of([term])] if group.language == "es" else [key]
            found += [(one, entry) for one in dict.fromkeys(keys)]
    return tuple(found)
