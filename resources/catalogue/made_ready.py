"""All that is made of every record and kept in memory, made before the first reader needs it."""

from datetime import datetime

from django.utils import timezone

from resources import edition as editions
from resources.catalogue import facet_index, suggested, titles, told_order
from resources.edition import Edition


def make(moment: datetime | None = None) -> Edition:
    """Make what is kept of the records as they are at a moment, now unless told: at a million that takes a minute in a
    new process, a second or two in one that began from what the last one made (`last_made.begin`), and after an edit
    some tenths of a second. Raises what the database raises."""
    edition = editions.at(moment or timezone.now())
    facet_index.of(edition)
    for each in (titles.of, suggested.names, told_order.order):
        each(edition)
    return edition
