"""All that is made of every record and kept in memory, made before the first reader needs it."""

from resources import edition as editions
from resources.catalogue import facet_index, suggested, titles, told_order


def make() -> None:
    """Make what is kept of the records as they are now: at a million that takes a minute in a new process, and after an
    edit some tenths of a second. Raises what the database raises."""
    edition = editions.current()
    facet_index.of(edition)
    for each in (titles.of, suggested.names, told_order.order):
        each(edition)
