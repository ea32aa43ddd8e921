"""Copies every file of one store into another, each compared; what was copied before is not copied again."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from icpr.lib.stores.store import Facts, Store

CHUNK = 1024 * 1024


class Moved(NamedTuple):
    """A file, its bytes, and whether it was copied now or was there already, alike."""

    name: str
    size: int
    is_new: bool


class Differs(ValueError):
    """Raised for a file that the other store holds otherwise: which of them is right, somebody must say."""


def copy(source: Store, target: Store) -> Iterator[Moved]:
    """Copy what is missing, and read each file again where it went. Raises Differs, and what a store raises."""
    for name, facts in source.held():
        wanted = digest(source, name, facts)
        try:
            there = target.facts(name)
        except FileNotFoundError:
            there = None
        if there is None:
            with source.reading(name, range(facts.size)) as file:
                target.put(name, file)
        if digest(target, name, there or facts) != wanted:
            raise Differs(f"{name} is another file in {target.place} than in {source.place}.")
        yield Moved(name, facts.size, there is None)


def digest(store: Store, name: str, facts: Facts) -> str:
    read = hashlib.sha256()
    with store.reading(name, range(facts.size)) as file:
        while chunk := file.read(CHUNK):
            read.update(chunk)
    return read.hexdigest()
