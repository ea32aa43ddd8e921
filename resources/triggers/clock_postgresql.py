"""The clocks of records on PostgreSQL: once for each statement, over all rows it changed."""

from collections.abc import Iterator

from resources.triggers.clock import (
    BEGAN,
    CLOCK,
    COUNTS,
    RESOURCE,
    ClockRule,
    clock_rules,
    facts_counted,
    facts_seen,
    own_values,
    sql,
    told_otherwise,
)
from resources.triggers.postgresql_statements import called, changed_rows, trigger

NOW = "clock_timestamp()"
LIVE = f"is_live AND (expire_at IS NULL OR expire_at > {NOW})"

# Arguments: the columns that are shown; the condition of the rows that are, as `r`; the records of such a row.
OF_ROWS = f"""
CREATE OR REPLACE FUNCTION resources_set_clocks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE{changed_rows(columns=0, condition=1)}
BEGIN
    EXECUTE format('UPDATE {CLOCK} SET written_at = GREATEST(written_at, {NOW})
        WHERE record_id IN (SELECT linked.id FROM (%s) r, LATERAL (%s) linked(id)) AND {LIVE}', changed, TG_ARGV[2]);
    RETURN NULL;
END $$
"""


def _counts(row: str) -> str:
    return sql(COUNTS, row, NOW)


def _was_public(row: str) -> str:
    return f"CASE WHEN {sql(BEGAN, row, NOW)} THEN {row}.publish_at END"


def _counted(rows: str, was_public: str, written_at: str) -> str:
    return f"""
    INSERT INTO {CLOCK} (number, record_id, is_live, publish_at, expire_at, first_public_at, written_at, title, kind,
        slug, reason, sets)
    SELECT n.number, n.id, TRUE, n.publish_at, n.expire_at, {was_public}, {written_at}, n.title, n.kind, n.slug,
        '', '[]'
    FROM {rows} WHERE {_counts("n")}
    ON CONFLICT (number) DO UPDATE SET record_id = excluded.record_id, is_live = TRUE,
        publish_at = excluded.publish_at, expire_at = excluded.expire_at,
        first_public_at = COALESCE({CLOCK}.first_public_at, excluded.first_public_at),
        written_at = GREATEST({CLOCK}.written_at, excluded.written_at), {facts_counted(NOW)}, reason = '',
        sets = '[]'"""


def _own_function() -> str:
    values = zip(own_values("o", NOW), own_values("n", NOW), strict=True)
    differs = " OR ".join(f"{was} IS DISTINCT FROM {now}" for was, now in values)
    both = "after_rows n JOIN before_rows o ON o.id = n.id"
    first = f"first_public_at = COALESCE({CLOCK}.first_public_at, {_was_public('o')})"
    told = "CASE WHEN NOT {} OR {} THEN {} ELSE '0001-01-01' END".format(_counts("o"), differs, NOW)
    changed = _counted(both, _was_public("o"), told)
    ended = f"""
    UPDATE {CLOCK} SET is_live = FALSE, written_at = GREATEST({CLOCK}.written_at, {NOW}), reason = n.withdrawn_reason,
        expire_at = CASE WHEN n.status = 'published' THEN n.expire_at END, {first},
        {facts_seen("o", NOW)}
    FROM {both} WHERE {CLOCK}.number = n.number AND NOT {_counts("n")}
        AND ({_counts("o")} OR {told_otherwise("o", "n")})"""
    gone = f"""
    UPDATE {CLOCK} SET is_live = FALSE, record_id = NULL, {first},
        {facts_seen("o", NOW)},
        written_at = CASE WHEN {_counts("o")} THEN GREATEST({CLOCK}.written_at, {NOW}) ELSE {CLOCK}.written_at END,
        expire_at = CASE WHEN {_counts("o")} THEN NULL ELSE {CLOCK}.expire_at END
    FROM before_rows o WHERE {CLOCK}.number = o.number"""
    forgotten = f"DELETE FROM {CLOCK} USING before_rows o WHERE {CLOCK}.number = o.number AND first_public_at IS NULL"
    return f"""
CREATE OR REPLACE FUNCTION resources_set_own_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {_planned(_counted("after_rows n", "NULL", NOW))}
  ELSIF TG_OP = 'UPDATE' THEN
    {_planned(changed)}
    {_planned(ended)}
  ELSE
    {_planned(gone)}
    {_planned(forgotten)}
  END IF;
  RETURN NULL;
END $$
"""


def _planned(statement: str) -> str:
    """A statement of PL/pgSQL that is planned each time it runs. Without this the plan of the first one in a session,
    mostly of a single row, would go on for thousands, row by row against row: for minutes."""
    return f"EXECUTE $sql${statement}$sql$;"


def functions() -> list[str]:
    return [OF_ROWS, _own_function()]


def triggers(seen: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(name, statement) of each; `seen` names the rows of a statement for each way they change."""
    for event, tables in seen.items():
        for rule in clock_rules():
            yield trigger(f"{rule.table}_{rule.part}_{event}", rule.table, event, tables, _call(rule))
        yield trigger(f"{RESOURCE}_clock_{event}", RESOURCE, event, tables, called("resources_set_own_clock"))


def _call(rule: ClockRule) -> str:
    records = rule.records_of("r")
    records = records if records.startswith("SELECT") else f"SELECT {records}"
    columns = ", ".join(f"r.{column}" for column in rule.columns)
    return called("resources_set_clocks", columns, rule.where("r", NOW), records)
