"""Search in the database: one interface over SQLite FTS5 and PostgreSQL full text.

    query = search.parse("school police -grant")
    ids = search.match(query, ranked=True)       # of every status: intersect with what is published
    html = search.highlight(text, query)         # safe HTML with <mark>

`indexing` keeps the words of a record up to date in the record's own transaction.
"""

from resources.search.engine import match
from resources.search.finding import Found, find
from resources.search.highlighting import highlight, snippet
from resources.search.queries import Query, parse

__all__ = ["Found", "Query", "find", "highlight", "match", "parse", "snippet"]
