"""The staff side of the catalogue. Importing it registers every entry with the admin."""

from resources.admin import best_bets, resources, searches, synonyms, vocabulary  # noqa: F401
