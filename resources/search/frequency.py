"""How many records hold a word: what a word tells.
Counted by the database when first asked for, kept for one edition."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log, sqrt

from resources.edition import SEARCH, Edition, per_edition
from resources.models import PageWords, SearchText
from resources.search.engine import counting
from resources.search.queries import Phrase


@dataclass
class Frequencies:
    """held: each stem asked for so far, with the number of records that hold it. size: the number of records.

    page_owners: the resource of each page of a document. Records of every status are counted:
    the counts weigh words and are never shown.
    """

    size: int
    page_owners: dict[int, int]
    held: dict[str, int] = field(default_factory=dict)

    def learn(self, stems: Iterable[str]) -> None:
        """Have the counts of some stems at hand: one statement for those not asked for before."""
        unknown = sorted({stem for stem in stems if stem not in self.held})
        self.held |= dict(zip(unknown, counting(unknown), strict=True))

    def of(self, stem: str) -> int:
        return self.held.get(stem, 0)

    def rarity(self, phrase: Phrase) -> float:
        """How much a phrase tells: the square root of the inverse frequency of its rarest word."""
        return sqrt(log(1 + (self.size + 1) / (min(map(self.of, phrase)) + 0.5)))


@per_edition(*SEARCH)
def of(edition: Edition) -> Frequencies:
    return Frequencies(SearchText.objects.count(), dict(PageWords.objects.values_list("page", "resource")))
