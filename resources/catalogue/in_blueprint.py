"""What a search finds in the Blueprint: for a panel beside the records, and for the Blueprint's own pages."""

from dataclasses import dataclass

from resources import search
from resources.catalogue import facet_index as catalogue
from resources.catalogue.query_form import WordsField
from resources.edition import Edition
from resources.search import blueprint
from resources.search.blueprint import Entry, Matches
from resources.search.queries import LONGEST


@dataclass(frozen=True)
class InBlueprint:
    """text: what was searched. query: as it was read, for marking. corrected: the text, where it is not what was typed.
    matches: what holds it."""

    text: str
    query: search.Query
    matches: Matches
    corrected: str = ""

    @property
    def nearest(self) -> list[Entry]:
        return [*self.matches.named, *self.matches.nearest]

    @property
    def items(self) -> list[Entry]:
        return [entry for entry in self.matches.full if not entry.is_practice]

    @property
    def practices(self) -> list[Entry]:
        return [entry for entry in self.matches.full if entry.is_practice]


class BlueprintSearch:
    """The search as the Blueprint's pages ask for it: see `pillars.blueprint.search`."""

    @staticmethod
    def field() -> WordsField:
        return WordsField(name="q")

    @staticmethod
    def find(words: str) -> InBlueprint:
        return of_text(words)


def beside(typed: str, found: search.Found, edition: Edition) -> InBlueprint:
    """What stands in the Blueprint for a search of the records. A spelling is put right only when these have nothing
    either."""
    text = found.corrected or typed
    here = InBlueprint(text, found.query, blueprint.find(text, found.query, edition), found.corrected)
    return here if here.matches.full or found.ids else _respelled(here, edition) or here


def of_text(typed: str) -> InBlueprint:
    """What of the Blueprint holds a text, read as a search of the records would read it."""
    edition = catalogue.current().edition
    query = _read(typed, edition)
    here = InBlueprint(typed, query, blueprint.find(typed, query, edition))
    return here if here.matches.full else _respelled(here, edition) or here


def _respelled(here: InBlueprint, edition: Edition) -> InBlueprint | None:
    """The same in the only likely spelling, if that finds what holds all of it."""
    spelled = search.respelled(here.text, edition, blueprint.of(edition).lexicon).certain
    query = _read(spelled, edition) if spelled else None
    matches = blueprint.find(spelled, query, edition) if query else None
    return InBlueprint(spelled, query, matches, spelled) if matches and matches.full else None


def _read(text: str, edition: Edition) -> search.Query:
    return search.read(text[:LONGEST], catalogue.of(edition).positions, edition)
