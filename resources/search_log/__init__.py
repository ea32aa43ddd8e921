"""Counts what people search for, so that staff see what is not found. Who searched is never kept.

`note` is called by the list's page and costs it nothing but memory: a thread of the server process writes what has come
together. A search that cannot be written is dropped.
"""

from resources.search_log.buffer import expire, flush, start
from resources.search_log.record import note

__all__ = ["expire", "flush", "note", "start"]
