"""The words of the titles of the published records; after an edit only those of the blocks that changed are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from pyroaring import BitMap

from resources.catalogue import facet_index
from resources.catalogue.catalogue_index import CatalogueIndex
from resources.catalogue.labels import COMPARED, Labels
from resources.catalogue.positions import NOWHERE
from resources.catalogue.values import Blocks, in_parts, of_blocks
from resources.edition import LISTS, Edition, renewed_per_edition
from resources.models import RecordBlock, Resource
from resources.search import blocks

FEW = 5_000  # found records that are sooner put in order than looked for among all


@dataclass(frozen=True, slots=True)
class Titles:
    """labels: the titles, numbered by primary key, as of an edition. stamp: nothing in it is older."""

    labels: Labels
    edition: Edition
    stamp: int

    def nearest(self, runs: list[str], index: CatalogueIndex) -> list[int]:
        """Primary keys of some records whose titles hold every run: first those that begin with the first word, then
        the newest."""
        parts = (_newest(found, index) for found in self.labels.found(runs))
        return list(islice(chain.from_iterable(parts), COMPARED))

    def having(self, runs: Iterable[str]) -> BitMap:
        """Primary keys of the records whose titles hold any of some runs."""
        return BitMap().union(*map(self.labels.having, runs))


def _newest(found: BitMap, index: CatalogueIndex) -> Iterator[int]:
    """Some records by primary key, the newest first; without those that are no more public."""
    if len(found) > FEW:
        return filter(found.__contains__, index.ids)
    return map(index.ids.__getitem__, sorted(filter(NOWHERE.__ne__, index.positions.lookup(found))))


@renewed_per_edition(*LISTS)
def of(edition: Edition, before: Titles | None) -> Titles:
    return read(edition, before)


def read(edition: Edition, before: Titles | None = None) -> Titles:
    """The titles of an edition; from those of one before, where few records changed since."""
    index, stamp = facet_index.of(edition), blocks.of(edition)
    changed = None if before is None else blocks.since(before.stamp, before.edition, edition)
    if changed is None or blocks.are_many(changed, len(index)):
        return Titles(Labels(_titles(index)), edition, stamp)
    gone = BitMap(chain.from_iterable(map(RecordBlock.keys, changed)))
    labels = before.labels.changed(gone, _titles(index, changed)) if changed else before.labels
    return Titles(labels, edition, stamp)


def _titles(index: CatalogueIndex, changed: Blocks = None) -> Iterator[tuple[int, str]]:
    """The published records, or those of some blocks, by primary key, each as it is filed. What is published the index
    says, so that the titles can be read from theirs, a twentieth of the table."""
    for part in in_parts(changed):
        rows = Resource.objects.filter(of_blocks("pk", part)).order_by().values_list("pk", "sort_title")
        yield from (row for row in rows.iterator(chunk_size=10_000) if row[0] in index.positions)
