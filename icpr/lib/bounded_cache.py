"""A cache backend in the memory of one process, bounded in bytes: Django's own counts entries, whatever their size."""

import sys
import threading
import time
from collections import OrderedDict
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

OF_AN_ENTRY = 400  # bytes: key, place in the order and time, roughly
LARGEST_PART = 1 / 4  # of all room, that one entry may take


class Memory:
    """The entries under one name: key → (value, bytes, end by `time.monotonic`), the one used longest ago first."""

    def __init__(self):
        self.lock = threading.Lock()
        self.entries: OrderedDict[str, tuple[Any, int, float | None]] = OrderedDict()
        self.size = 0

    def drop(self, key: str) -> bool:
        found = self.entries.pop(key, None)
        self.size -= found[1] if found else 0
        return found is not None


_memories: dict[str, Memory] = {}


class BoundedCache(BaseCache):
    """Holds values as they are, not copies: they are to be immutable. `OPTIONS["MAX_BYTES"]` bounds what it holds,
    each value by `size_of`; whatever was used longest ago goes first, and what would take more than a quarter of the
    room is not kept."""

    def __init__(self, location: str, params: dict):
        super().__init__(params)
        self.most = params["OPTIONS"]["MAX_BYTES"]
        self.memory = _memories.setdefault(location, Memory())

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        if self.has_key(key, version):
            return False
        self.set(key, value, timeout, version)
        return True

    def get(self, key, default=None, version=None):
        key, memory = self.make_key(key, version), self.memory
        with memory.lock:
            found = memory.entries.get(key)
            if found is None:
                return default
            if found[2] is not None and found[2] <= time.monotonic():
                memory.drop(key)
                return default
            memory.entries.move_to_end(key)
            return found[0]

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> None:
        key, size, memory = self.make_key(key, version), size_of(value) + OF_AN_ENTRY, self.memory
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        with memory.lock:
            memory.drop(key)
            if size > self.most * LARGEST_PART:
                return
            memory.entries[key] = (value, size, None if seconds is None else time.monotonic() + seconds)
            memory.size += size
            while memory.size > self.most:
                memory.drop(next(iter(memory.entries)))

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        value = self.get(key, self, version)
        if value is self:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key, version=None) -> bool:
        with self.memory.lock:
            return self.memory.drop(self.make_key(key, version))

    def clear(self) -> None:
        with self.memory.lock:
            self.memory.entries.clear()
            self.memory.size = 0


def size_of(value: Any) -> int:
    """The bytes a value takes: of bytes, texts, numbers, and lists and tuples of such."""
    inside = sum(map(size_of, value)) if isinstance(value, (list, tuple)) else 0
    return sys.getsizeof(value) + inside
