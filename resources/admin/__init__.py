"""The staff side of the catalogue. Importing it registers every entry with the admin."""

from resources.admin import (  # noqa: F401
    address_reports,
    best_bets,
    resources,
    search_addresses,
    searches,
    synonyms,
    vocabulary,
)
