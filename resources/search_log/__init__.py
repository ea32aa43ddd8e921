"""Counts what people search for, so that staff see what is not found. Who searched is never kept.

`note` is called by the list's page and costs it nothing but memory: `flush`, a duty of each server process, writes what
has come together. A search that cannot be written is dropped.
"""

from resources.search_log.buffer import expire, flush
from resources.search_log.record import note

__all__ = ["expire", "flush", "note"]
