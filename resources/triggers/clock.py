"""Which rows are written out with which records, as their models declare it (`icpr.lib.shown_in`): a change of one is a
change of what the public sees of them, and the triggers set their clocks (`resources.models.record_clock`)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model

from pillars.models import Item, Practice
from resources.models import CollectionEntry, RecordClock, Resource
from resources.relations import RELATIONS
from resources.triggers.rules import declared, only, watched_models

RESOURCE, CLOCK = Resource._meta.db_table, RecordClock._meta.db_table
ENTRIES = CollectionEntry._meta.db_table
LISTED = {Item: "item_id", Practice: "practice_id"}  # what stands in collections beside records
STATE = ("status", "publish_at", "expire_at")
SEEN = ("title", "kind", "slug")  # what a tombstone shows of the record

# In SQL, of a row of `Resource`: published and not yet expired, whether its time has come or not; public; has been.
COUNTS = "({row}.status = 'published' AND ({row}.expire_at IS NULL OR {row}.expire_at > {{now}}))"
PUBLIC = COUNTS[:-1] + " AND {row}.publish_at <= {{now}})"
BEGAN = "({row}.status = 'published' AND {row}.publish_at <= {{now}})"


def sql(template: str, row: str, now: str) -> str:
    return template.format(row=row).format(now=now)


@dataclass(frozen=True)
class ClockRule:
    """One way in which a row stands in records.

    part: tells apart two ways of one table. columns: those that are shown, the key among them. records: the primary
    keys of the records, in SQL, as a value or a subquery. condition: what a row that is shown fulfils, or nothing.
    """

    table: str
    columns: tuple[str, ...]
    records: str
    condition: str = ""
    part: str = "clock"

    def where(self, row: str, now: str) -> str:
        return f"({sql(self.condition, row, now)})" if self.condition else "TRUE"

    def records_of(self, row: str) -> str:
        return self.records.format(row=row)


def clock_rules() -> list[ClockRule]:
    """All but the record's own row, in the order of tables."""
    found = [rule for model in watched_models() for rule in _rules_of(model)]
    return sorted(found, key=lambda rule: (rule.table, rule.part))


def own_values(row: str, now: str) -> list[str]:
    """What is written out of a row of `Resource`, each value in SQL: of what replaces it, only a public record."""
    columns = [Resource._meta.get_field(name).column for name in Resource.shown_in.written]
    later = f"(SELECT l.id FROM {RESOURCE} l WHERE l.id = {row}.superseded_by_id AND {sql(PUBLIC, 'l', now)})"
    return [later if column == "superseded_by_id" else f"{row}.{column}" for column in columns]


def told_otherwise(old: str, new: str) -> str:
    """In SQL: whether the page of a record that is gone says another reason than before."""
    differs = f"{old}.status <> {new}.status OR {old}.withdrawn_reason <> {new}.withdrawn_reason"
    return f"({new}.status IN ('withdrawn', 'published') AND ({differs}))"


def facts_seen(row: str, now: str) -> str:
    """In SQL, the facts that a tombstone shows, set to those of a row if the public sees it, else left as they are."""
    public = sql(PUBLIC, row, now)
    return ", ".join(f"{name} = CASE WHEN {public} THEN {row}.{name} ELSE {CLOCK}.{name} END" for name in SEEN)


def facts_counted(now: str) -> str:
    """The same of a row that counts, as `excluded`. What was public and waits for its time to be so again is told of
    as it was last seen: what was edited meanwhile is a draft until then."""
    waits = f"excluded.publish_at > {now} AND COALESCE({CLOCK}.first_public_at, excluded.first_public_at) IS NOT NULL"
    return ", ".join(f"{name} = CASE WHEN {waits} THEN {CLOCK}.{name} ELSE excluded.{name} END" for name in SEEN)


def _rules_of(model: type[Model]) -> Iterator[ClockRule]:
    table, meta = model._meta.db_table, model._meta
    if meta.auto_created is Resource:
        relation = next(field for field in Resource._meta.many_to_many if field.remote_field.through is model)
        keys = (meta.pk.column, relation.m2m_column_name(), relation.m2m_reverse_name())
        yield ClockRule(table, keys, f"{{row}}.{relation.m2m_column_name()}")
    elif model is Resource:
        linked = f"SELECT id FROM {RESOURCE} WHERE superseded_by_id = {{row}}.id"
        yield ClockRule(table, ("id", "number", "slug", "title"), linked, PUBLIC, part="clock_later")
        listing = f"SELECT collection_id FROM {ENTRIES} WHERE number = {{row}}.number"
        yield ClockRule(table, ("id", "number", "slug", "title", "kind"), listing, PUBLIC, part="clock_listed")
    elif not meta.auto_created and (names := declared(model).written):
        fields = [meta.get_field(name) for name in names]
        columns = (meta.pk.column, *(field.column for field in fields))
        owner = next((field for field in fields if field.related_model is Resource), None)
        condition = only(model, "{row}") if model.shown_in.only else ""
        yield ClockRule(table, columns, f"{{row}}.{owner.column}" if owner else _linked(model), condition)
        if listed := LISTED.get(model):
            listing = f"SELECT collection_id FROM {ENTRIES} WHERE {listed} = {{row}}.{meta.pk.column}"
            yield ClockRule(table, columns, listing, condition, part="clock_listed")


def _linked(term: type[Model]) -> str:
    """The records that have a term."""
    relation = Resource._meta.get_field(next(each.field for each in RELATIONS if each.model is term))
    through = relation.remote_field.through
    if through._meta.auto_created:
        source, target = relation.m2m_column_name(), relation.m2m_reverse_name()
    else:
        source, target = (through._meta.get_field(name).column for name in through.shown_in.written)
    return f"SELECT {source} FROM {through._meta.db_table} WHERE {target} = {{row}}.{term._meta.pk.column}"
