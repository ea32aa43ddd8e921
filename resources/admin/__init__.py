"""The staff side of the catalogue. Importing it registers every entry with the admin."""

from resources.admin import best_bets, records, searches, synonyms, vocabulary  # noqa: F401
