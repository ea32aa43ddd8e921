"""The triggers on SQLite: once for each row."""

from collections.abc import Iterator

from django.db.backends.utils import CursorWrapper

from resources.triggers import clock_sqlite
from resources.triggers.rules import Rule

NUMBER_KEPT = "CREATE TRIGGER resources_resource_number_kept AFTER DELETE ON resources_resource BEGIN {keep_number} END"
# Whatever writes the row of the catalogue or of a clock is ours, also when an older version of the library laid it.
OURS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    " AND (sql LIKE '%UPDATE resources_catalogue SET%' OR sql LIKE '%resources_recordclock%')"
)

RANDOM = "abs(random() % 9007199254740991)"
BLOCK = (
    f"INSERT INTO resources_recordblock (number, version) VALUES ({{block}}, {RANDOM})"
    " ON CONFLICT (number) DO UPDATE SET version = excluded.version"
)


def lay(cursor: CursorWrapper, tables: list[str], rules: list[Rule], keep_number: str) -> None:
    """Have exactly the triggers of these rules; those that stand already are left alone.

    `tables` are of no use here: SQLite lets one write at a time in any case.
    """
    wanted = {name: sql for rule in rules for name, sql in _triggers(rule)}
    wanted |= dict(clock_sqlite.triggers())
    wanted["resources_resource_number_kept"] = NUMBER_KEPT.format(keep_number=keep_number)
    cursor.execute(OURS)
    present = dict(cursor.fetchall())
    for name, sql in present.items():
        if wanted.get(name) != sql:
            cursor.execute(f"DROP TRIGGER {name}")
    for name, sql in wanted.items():
        if present.get(name) != sql:
            cursor.execute(sql)


def _triggers(rule: Rule) -> Iterator[tuple[str, str]]:
    """(name, statement) for each of the three ways a row changes."""
    old, new = rule.where("old"), rule.where("new")
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in rule.columns)
    if rule.condition:
        differs = f"({old}) <> ({new}) OR {differs}"
    columns = ", ".join(rule.every_column)
    changes = {
        "insert": f"AFTER INSERT ON {rule.table} WHEN {new}",
        "update": f"AFTER UPDATE OF {columns} ON {rule.table} WHEN ({old} OR {new}) AND ({differs})",
        "delete": f"AFTER DELETE ON {rule.table} WHEN {old}",
    }
    for event, change in changes.items():
        name = f"{rule.table}_{rule.part}_version_{event}"
        renew = [f"UPDATE resources_catalogue SET {rule.version} = {RANDOM}"]
        if rule.record:
            rows = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}[event]
            renew += [BLOCK.format(block=rule.block(row)) for row in rows]
        yield name, f"CREATE TRIGGER {name} {change} BEGIN {'; '.join(renew)}; END"
