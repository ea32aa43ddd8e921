"""Which names each record has, kept by blocks of records, so that a block can be read anew."""

from array import array
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from resources.catalogue.spellings import Spellings
from resources.models import RecordBlock

SIZE = RecordBlock.SIZE
NUMBER = 0xFFFFFFFF  # of a pair, the half that is the number of a spelling


class Held(NamedTuple):
    """The names of the records of a block. pairs: the primary key of a record in the upper half, the number of a
    spelling in the lower, ascending. keys: the numbers of the keys, each once a record; starts: where those of each
    record begin, by its place in the block, with the end of the last."""

    pairs: array
    starts: array
    keys: array


def by_block(pairs: Iterable[int], spellings: Spellings) -> dict[int, Held]:
    """The names of some records by the number of the block, from pairs as in `Held`, ascending."""
    return {
        number: _held(array("Q", some), spellings.key_numbers)
        for number, some in groupby(pairs, lambda pair: (pair >> 32) // SIZE)
    }


def _held(pairs: array, key_numbers: array) -> Held:
    found: list[set[int]] = [set() for _ in range(SIZE)]
    for pair in pairs:
        found[(pair >> 32) % SIZE].add(key_numbers[pair & NUMBER])
    starts, keys = array("I", [0]), array("I")
    for numbers in found:
        keys.extend(numbers)
        starts.append(len(keys))
    return Held(pairs, starts, keys)
