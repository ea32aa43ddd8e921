"""Backups of the whole library, and their way back into an empty place. See docs/backup.md.

A backup is a folder: every table as JSON lines, written by us and not by the database, so that it needs no program of
the database's and restores on either; every document; a manifest with a checksum of each file.
"""
