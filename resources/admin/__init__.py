"""The staff side of the catalogue. Importing it registers every entry with the admin."""

from resources.admin import (  # noqa: F401
    address_reports,
    announcements,
    best_bets,
    collections,
    feedback,
    link_checks,
    own_drafts,
    resources,
    search_addresses,
    searches,
    synonyms,
    term_names,
    vocabulary,
)
