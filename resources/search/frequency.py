"""How many records hold a word: what a word tells."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from math import log, sqrt

from icpr.lib.database.places import PerPlace
from resources.edition import SEARCH, Edition, per_edition
from resources.models import PageWords
from resources.search import blocks
from resources.search import postings as kept
from resources.search.full_text import Scope
from resources.search.postings import Postings
from resources.search.queries import Phrase

EVERY = ((), Scope.ALL)  # the empty phrase: all records hold it


@dataclass
class Frequencies:
    """held: each stem asked for so far, with the number of records that hold it. size: the number of records.

    page_owners: the resource of each page of a document. Records of every status are counted:
    the counts weigh words and are never shown.
    """

    postings: Postings
    size: int
    page_owners: dict[int, int]
    held: dict[str, int] = field(default_factory=dict)

    def learn(self, stems: Iterable[str]) -> None:
        """Have the counts of some stems at hand."""
        found = self.postings.of(((stem,), Scope.ALL) for stem in stems if stem not in self.held)
        self.held |= {stem: len(records) for ((stem,), _), records in found.items()}

    def of(self, stem: str) -> int:
        return self.held.get(stem, 0)

    def rarity(self, phrase: Phrase) -> float:
        """How much a phrase tells: the square root of the inverse frequency of its rarest word."""
        return sqrt(log(1 + (self.size + 1) / (min(map(self.of, phrase)) + 0.5)))


@per_edition(*SEARCH)
def of(edition: Edition) -> Frequencies:
    postings = kept.of(edition)
    return Frequencies(postings, len(postings.of([EVERY])[EVERY]), _owners().at(postings.stamp))


def read(postings: Postings) -> Frequencies:
    """As `of`, from the database alone when nothing is kept of the postings."""
    return Frequencies(postings, len(postings.of([EVERY])[EVERY]), _read_owners(None))


def _read_owners(among: range | None) -> dict[int, int]:
    pages = PageWords.objects.all()
    if among is not None:
        pages = pages.filter(resource__gte=among.start, resource__lt=among.stop)
    return dict(pages.values_list("page", "resource"))


_owners = PerPlace(partial(blocks.Rows, _read_owners))
