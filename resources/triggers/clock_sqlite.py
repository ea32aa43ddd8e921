"""The clocks of records on SQLite: once for each row."""

from collections.abc import Iterator

from resources.triggers.clock import (
    BEGAN,
    CLOCK,
    COUNTS,
    RESOURCE,
    STATE,
    ClockRule,
    clock_rules,
    facts_counted,
    facts_seen,
    own_values,
    sql,
    told_otherwise,
)

NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
LIVE = f"is_live AND (expire_at IS NULL OR expire_at > {NOW})"


def triggers() -> Iterator[tuple[str, str]]:
    """(name, statement) of each."""
    for rule in clock_rules():
        yield from _of_rows(rule)
    yield from _of_records()


def _of_rows(rule: ClockRule) -> Iterator[tuple[str, str]]:
    old, new = rule.where("old", NOW), rule.where("new", NOW)
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in rule.columns)
    whens = {"insert": new, "delete": old, "update": f"({old} OR {new}) AND ({old} <> {new} OR {differs})"}
    rows = {"insert": ("new",), "delete": ("old",), "update": ("old", "new")}
    for event, when in whens.items():
        of = "".join(
            f" UPDATE {CLOCK} SET written_at = MAX(written_at, {NOW}) WHERE record_id IN ({rule.records_of(row)})"
            f" AND {LIVE};"
            for row in rows[event]
        )
        name = f"{rule.table}_{rule.part}_{event}"
        yield name, f"CREATE TRIGGER {name} AFTER {event.upper()} ON {rule.table} WHEN {when} BEGIN{of} END"


def _of_records() -> Iterator[tuple[str, str]]:
    old, new = sql(COUNTS, "old", NOW), sql(COUNTS, "new", NOW)
    was_public = f"CASE WHEN {sql(BEGAN, 'old', NOW)} THEN old.publish_at END"
    values = zip(own_values("old", NOW), own_values("new", NOW), strict=True)
    differs = " OR ".join(f"{was} IS NOT {now}" for was, now in values)
    moved = " OR ".join(f"old.{column} IS NOT new.{column}" for column in STATE)
    bodies = {
        "insert": (f"INSERT ON {RESOURCE} WHEN {new}", _counted("NULL", NOW)),
        "update": (
            f"UPDATE ON {RESOURCE} WHEN {new} AND ({moved} OR {differs})",
            _counted(was_public, f"CASE WHEN NOT {old} OR {differs} THEN {NOW} ELSE '' END"),
        ),
        "gone": (
            f"UPDATE ON {RESOURCE} WHEN NOT {new} AND ({old} OR {told_otherwise('old', 'new')})",
            f"UPDATE {CLOCK} SET is_live = FALSE, written_at = MAX(written_at, {NOW}), reason = new.withdrawn_reason,"
            f" expire_at = CASE WHEN new.status = 'published' THEN new.expire_at END,"
            f" first_public_at = COALESCE(first_public_at, {was_public}), {facts_seen('old', NOW)}"
            " WHERE number = new.number",
        ),
        "delete": (
            f"DELETE ON {RESOURCE}",
            f"UPDATE {CLOCK} SET is_live = FALSE, record_id = NULL,"
            f" written_at = CASE WHEN {old} THEN MAX(written_at, {NOW}) ELSE written_at END,"
            f" expire_at = CASE WHEN {old} THEN NULL ELSE expire_at END,"
            f" first_public_at = COALESCE(first_public_at, {was_public}), {facts_seen('old', NOW)}"
            " WHERE number = old.number;"
            f" DELETE FROM {CLOCK} WHERE number = old.number AND first_public_at IS NULL",
        ),
    }
    for event, (when, body) in bodies.items():
        name = f"{RESOURCE}_clock_{event}"
        yield name, f"CREATE TRIGGER {name} AFTER {when} BEGIN {body}; END"


def _counted(was_public: str, written_at: str) -> str:
    return (
        f"INSERT INTO {CLOCK} (number, record_id, is_live, publish_at, expire_at, first_public_at, written_at, title,"
        " kind, slug, reason, sets) VALUES (new.number, new.id, TRUE, new.publish_at, new.expire_at,"
        f" {was_public}, {written_at}, new.title, new.kind, new.slug, '', '[]')"
        " ON CONFLICT (number) DO UPDATE SET record_id = excluded.record_id, is_live = TRUE,"
        " publish_at = excluded.publish_at, expire_at = excluded.expire_at,"
        f" first_public_at = COALESCE({CLOCK}.first_public_at, excluded.first_public_at),"
        f" written_at = MAX({CLOCK}.written_at, excluded.written_at), {facts_counted(NOW)}, reason = '', sets = '[]'"
    )
