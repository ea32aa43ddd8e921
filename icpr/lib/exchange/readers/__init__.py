"""Reads spreadsheets and lists of works in a process of its own that knows nothing of Django or the database.

`python -m icpr.lib.exchange.readers KIND MOST LIMITS` reads the file that is its standard input and writes JSON, one
object a line: `{"heads": [...], "works": false}`, `{"row": 2, "cells": [...]}` for each row that holds anything, and
`{"notices": [...]}` at the end; or `{"refused": "why"}` where nothing can be read. `..reading` starts it.
"""
