"""Tables taken out and read back in."""

from icpr.lib.exchange.dry_run import dry_run
from icpr.lib.exchange.outcome import DryRun
from icpr.lib.exchange.reading import kind_of, sheet_of
from icpr.lib.exchange.tables import Table
from pillars.frame.exchange import FOCUS_AREAS, PILLARS, TOPICS
from resources.exchange import AUDIENCES, BEST_BETS, COLLECTIONS, PUBLISHERS, RESOURCES, SYNONYMS, TAGS

TABLES = [AUDIENCES, BEST_BETS, COLLECTIONS, FOCUS_AREAS, PILLARS, PUBLISHERS, RESOURCES, SYNONYMS, TAGS, TOPICS]


def back(table: Table, form: str) -> DryRun:
    """All of a table in a form of file, read back in."""
    data = b"".join(table.written(table.model.objects.all(), form))
    return dry_run(table, sheet_of(data, kind_of(data), table.most_lines)[0])


def told(outcome: DryRun) -> list:
    """What would change, and what cannot be taken."""
    changes = [(line.number, change.name, change.after) for line in outcome.taken for change in line.changes]
    return changes + [line.problems for line in outcome.with_errors]
