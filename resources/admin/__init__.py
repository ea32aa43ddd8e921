"""The staff side of the catalogue. Importing it registers every entry with the admin."""

from resources.admin import records, vocabulary  # noqa: F401
