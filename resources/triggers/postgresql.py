"""The triggers on PostgreSQL: once for each statement, over all rows it changed."""

from collections.abc import Iterator

from django.db.backends.utils import CursorWrapper

from resources.triggers import clock_postgresql
from resources.triggers.postgresql_statements import called, changed_rows, trigger
from resources.triggers.rules import VERSIONS, Rule

RENEW = "floor(random() * 9007199254740991)::bigint"

# Before any row is locked: every transaction that writes then takes the lock on the row of the catalogue before it
# locks any record, so that two editors can wait for each other but never in a circle.
LOCK = """
CREATE OR REPLACE FUNCTION resources_lock_catalogue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM 1 FROM resources_catalogue FOR NO KEY UPDATE; RETURN NULL; END $$
"""

# Arguments: the column of the version; the columns that decide; the condition of the rows that count, as `r`; the block
# of a row. The rows that count are compared before and after as sets, keys included; the blocks of those that differ
# are renewed too.
CHANGED = f"""
CREATE OR REPLACE FUNCTION resources_renew_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE{changed_rows(columns=1, condition=2)}
    renewed bigint;
BEGIN
    IF TG_ARGV[3] = '' THEN
        EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM (%s) r LIMIT 1) one', changed) INTO renewed;
    ELSE
        EXECUTE format('INSERT INTO resources_recordblock (number, version)
            SELECT block, {RENEW} FROM (SELECT DISTINCT %s AS block FROM (%s) r) blocks
            ON CONFLICT (number) DO UPDATE SET version = excluded.version', TG_ARGV[3], changed);
        GET DIAGNOSTICS renewed = ROW_COUNT;
    END IF;
    IF renewed > 0 THEN
        EXECUTE format('UPDATE resources_catalogue SET %I = {RENEW}', TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$
"""
EMPTIED = f"""
CREATE OR REPLACE FUNCTION resources_renew_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE resources_catalogue SET {", ".join(f"{column} = {RENEW}" for column in VERSIONS.values())};
    UPDATE resources_recordblock SET version = {RENEW};
    RETURN NULL;
END $$
"""
NUMBER_FUNCTION = """
CREATE OR REPLACE FUNCTION resources_keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {keep_number} RETURN NULL; END $$
"""
NUMBER_KEPT = """
CREATE OR REPLACE TRIGGER resources_resource_number_kept AFTER DELETE ON resources_resource
FOR EACH ROW EXECUTE FUNCTION resources_keep_number()
"""

SEEN = {
    "insert": "NEW TABLE AS after_rows",
    "update": "OLD TABLE AS before_rows NEW TABLE AS after_rows",
    "delete": "OLD TABLE AS before_rows",
}

# Whatever runs a function named after the catalogue is ours, also when an older version of the library laid it.
OURS = """
SELECT tgname, relname FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND proname LIKE 'resources\\_%'
"""


def lay(cursor: CursorWrapper, tables: list[str], rules: list[Rule], keep_number: str) -> None:
    """Have exactly the triggers of these rules and, on each of `tables`, those that lock and that hear it emptied."""
    wanted = {name: sql for table in tables for name, sql in _table_triggers(table)}
    wanted |= {name: sql for rule in rules for name, sql in _triggers(rule)}
    wanted |= dict(clock_postgresql.triggers(SEEN))
    wanted["resources_resource_number_kept"] = NUMBER_KEPT
    cursor.execute(OURS)
    dropped = [f"DROP TRIGGER {name} ON {table}" for name, table in cursor.fetchall() if name not in wanted]
    functions = [LOCK, CHANGED, EMPTIED, NUMBER_FUNCTION.format(keep_number=keep_number)]
    functions += clock_postgresql.functions()
    cursor.execute(";\n".join([*dropped, *functions, *wanted.values()]))


def _table_triggers(table: str) -> Iterator[tuple[str, str]]:
    every = {
        f"{table}_version_lock": "BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE|resources_lock_catalogue",
        f"{table}_version_truncate": "BEFORE TRUNCATE|resources_renew_versions",
    }
    for name, described in every.items():
        event, function = described.split("|")
        yield (
            name,
            f"CREATE OR REPLACE TRIGGER {name} {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        )


def _triggers(rule: Rule) -> Iterator[tuple[str, str]]:
    """(name, statement) for each of the three ways rows change."""
    columns = tuple(dict.fromkeys((*rule.columns, rule.record))) if rule.record else rule.columns
    arguments = [rule.version, ", ".join(f"r.{column}" for column in columns), rule.where("r"), rule.block("r")]
    call = called("resources_renew_version", *arguments)
    for event, seen in SEEN.items():
        yield trigger(f"{rule.table}_{rule.part}_version_{event}", rule.table, event, seen, call)
