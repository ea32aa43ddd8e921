"""Counts what people search for, so that staff see what is not found. Who searched is never kept.

`note` is called by the list's page, and when a kept page is read again, and costs them nothing but memory: `flush`, a
duty of each server process, writes what has come together. A search that cannot be written is dropped. `offer` is the
form by which a reader who found nothing tells staff so, and `tell` takes it.
"""

from resources.search_log.asked_for import Outcome, is_offered, offer, tell
from resources.search_log.buffer import expire, flush
from resources.search_log.record import Search, note, search_of

__all__ = ["Outcome", "Search", "expire", "flush", "is_offered", "note", "offer", "search_of", "tell"]
