"""Reads the text of one file, page by page, in a process of its own that knows nothing of Django or the database.

`python -m resources.documents.parsers FORMAT PATH LIMITS` writes one JSON object a line: `{"page": 1, "text": "..."}`
for each page with text, then `{"pages": 12, "note": ""}` at the end, or `{"refused": "why"}` where nothing can be read.
"""
