"""Fills an empty library from a dump: all or nothing, in batches, the words of search included."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from icpr.lib.database import analyze
from resources.dump import reading
from resources.dump.reading import MISSING, DumpRefused, Faults, Line
from resources.dump.records import Record, record_of
from resources.dump.tables import BY_NAME, TABLES, Table
from resources.dump.writing import RECORDS, TERMS
from resources.models import Author, Catalogue, ChangeNote, CollectionEntry, Document, RecordClock, Resource
from resources.search import indexing

BATCH = 500
OF_RECORDS = ((Author, "authors"), (Document, "documents"), (ChangeNote, "notes"), (CollectionEntry, "entries"))
Keys = dict[str, dict[str, int]]  # table → key → primary key


def load(path: Path) -> int:
    """Load a dump, by its folder or its `catalogue.jsonl`, with `terms.jsonl` beside it, into an empty database.

    Returns the number of records. Raises DumpRefused, and then nothing is loaded.
    """
    records = path / RECORDS if path.is_dir() else path
    terms, faults = records.with_name(TERMS), Faults()
    if missing := [file for file in (records, terms) if not file.is_file()]:
        raise DumpRefused([f"{file}: there is no such file." for file in missing])
    reading.compare_with_sums([records, terms], faults)
    faults.finish()
    with transaction.atomic():
        if full := next((table for table in TABLES if table.model._default_manager.exists()), None):
            raise DumpRefused([f"The database already holds {full.name.replace('_', ' ')}. Load into an empty one."])
        if Resource.objects.exists():
            raise DumpRefused(["The database already holds records. Load into an empty one."])
        known = _load_terms(reading.lines(terms, faults), faults)
        count = _load_records(reading.lines(records, faults), known, faults)
        indexing.write(Resource.objects.all())
    analyze.refresh(connection)  # without it SQLite reads all published records to fetch twenty by key
    return count


def _load_terms(lines: Iterator[Line], faults: Faults) -> Keys:
    """Save the rows of all vocabularies, one by one: there are few, and each is read by those that name it."""
    known: Keys = {table.name: {} for table in TABLES}
    for line in lines:
        table = BY_NAME.get(line.text("table") or "")
        if table is None:
            line.fault("table", "no vocabulary is called so.")
        else:
            _save_term(line, table, known)
    faults.finish()
    return known


def _save_term(line: Line, table: Table, known: Keys) -> None:
    row, many = _row(line, table, known), _many(line, table, known)
    if not line.is_sound:
        return
    try:
        with transaction.atomic():
            row.save()
            for name, keys in many.items():
                getattr(row, name).set(keys)
    except IntegrityError:
        line.broken_rules(row)
        if line.is_sound:
            line.fault("", "a line before is the same row, or has its name or its place.")
    else:
        if table.key:
            known[table.name][getattr(row, table.key)] = row.pk


def _row(line: Line, table: Table, known: Keys) -> Model:
    fields = {name: table.model._meta.get_field(name) for name in table.columns}
    values = {name: line.value(name, field) for name, field in fields.items()}
    row = table.model(**{name: value for name, value in values.items() if value is not None})
    for name in table.one:
        given = line.at(name)
        if given is None and table.model._meta.get_field(name).null:
            continue
        found = known[_named(table, name)].get(given) if isinstance(given, str) else None
        if found is None and given is not MISSING:
            line.fault(name, f"no line before names “{str(given)[:40]}”.")
        setattr(row, f"{name}_id", found)
    return row


def _named(table: Table, relation: str) -> str:
    """The table whose rows a relation names."""
    model = table.model._meta.get_field(relation).related_model
    return next(each.name for each in TABLES if each.model is model)


def _many(line: Line, table: Table, known: Keys) -> dict[str, list[int]]:
    found = {}
    for name in table.many:
        keys = line.many(name)
        rows = known[_named(table, name)]
        if unknown := [key for key in keys if not isinstance(key, str) or key not in rows]:
            line.fault(name, f"no line before names “{str(unknown[0])[:40]}”.")
        found[name] = [rows[key] for key in keys if isinstance(key, str) and key in rows]
    return found


def _load_records(lines: Iterator[Line], known: Keys, faults: Faults) -> int:
    numbers: dict[int, int] = {}  # permanent number → primary key
    slugs: set[str] = set()
    later: dict[int, int] = {}  # primary key → number of the one that replaces it
    while batch := list(islice(lines, BATCH)):
        records = [record_of(line, known) for line in batch]
        for record in records:
            _refuse_twice(record, numbers, slugs)
        if faults.found:
            continue  # the rest is still read, to tell of all that is wrong
        _save(records, faults)
        numbers |= {record.resource.number: record.resource.pk for record in records}
        later |= {record.resource.pk: record.later for record in records if record.later}
    faults.finish()
    for pk, number in later.items():
        if number in numbers:  # else it is not public
            Resource.objects.filter(pk=pk).update(superseded_by=numbers[number])
    Catalogue.remember_number(max(numbers, default=0))
    return len(numbers)


def _refuse_twice(record: Record, numbers: dict[int, int], slugs: set[str]) -> None:
    resource = record.resource
    if resource.number in numbers:
        record.line.fault("number", "another line has it, too.")
    if resource.slug in slugs:
        record.line.fault("url", "another line has it, too.")
    numbers.setdefault(resource.number, 0)
    slugs.add(resource.slug)


def _save(records: list[Record], faults: Faults) -> None:
    try:
        with transaction.atomic():
            Resource.objects.bulk_create([record.resource for record in records])
            for model, name in OF_RECORDS:
                model.objects.bulk_create(row for record in records for row in getattr(record, name))
            for relation in records[0].links:
                _link(relation, records)
            for record in records:
                if record.notes:
                    clock = RecordClock.objects.filter(record=record.resource)
                    clock.update(told_at=record.notes[-1].told_at)
    except IntegrityError:
        for record in records:
            for row in record.rows:
                record.line.broken_rules(row)
        faults.finish()
        raise


def _link(relation: str, records: list[Record]) -> None:
    field = Resource._meta.get_field(relation)
    through, own, other = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    pairs = [(record.resource.pk, key) for record in records for key in record.links[relation]]
    through._default_manager.bulk_create([through(**{own: pk, other: key}) for pk, key in pairs])
