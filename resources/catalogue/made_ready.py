"""All that is made of every record and kept in memory, made before the first reader needs it."""

from datetime import datetime

from django.utils import timezone

from resources import edition as editions
from resources.catalogue import facet_index, suggested, titles, told_order
from resources.edition import Edition


def make(moment: datetime | None = None) -> Edition:
    """Make what is kept of the records as they are at a moment, now unless told: at a million that takes a minute in a
    new process, and after an edit some tenths of a second. Of 100,000 a new process takes three seconds, and a sixth of
    one if it began from what the last one made (`last_made.begin`). Raises what the database raises."""
    edition = editions.at(moment or timezone.now())
    facet_index.of(edition)
    for each in (titles.of, suggested.names, told_order.order):
        each(edition)
    return edition
