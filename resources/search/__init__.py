"""Search in the database: one interface over SQLite FTS5 and PostgreSQL full text.

    found = search.find("school police -grant", index.positions, index.edition)   # best first, and what to tell
    html = search.highlight(title, found.query)                                  # safe HTML with <mark>
    hits = search.page_hits(found, shown)                                        # where in the documents

`indexing` keeps the words of a record up to date in the record's own transaction.
"""

from resources.search.engine import match
from resources.search.find import Found, find, holding_all
from resources.search.highlighting import highlight, snippet
from resources.search.nearest import Nearest
from resources.search.page_hits import PageHit, page_hits
from resources.search.queries import Query, parse
from resources.search.typed import as_typed

__all__ = [
    "Found",
    "Nearest",
    "PageHit",
    "Query",
    "as_typed",
    "find",
    "highlight",
    "holding_all",
    "match",
    "page_hits",
    "parse",
    "snippet",
]
