"""The rows of a table as lines of JSON, and back: the same lines from SQLite and from PostgreSQL.

Columns are written as they stand, primary keys included, so that every address,
history and reference stays what it was.
"""

import base64
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models
from django.utils.duration import duration_string

from icpr.backups.manifest import BackupProblem, in_one_line

BATCH = 1_000
# Application or model → why its rows are not kept.
LEFT_OUT = {
    "sessions": "everybody signs in anew after a restore",
    "accounts.Session": "everybody signs in anew after a restore",
    "limits": "counts that lapse within days",
    "following.Asked": "answered within seconds; whoever still waits asks anew",
    "imports": "files of staff while they are looked at; what came of them is in the records and their history",
    "delivery": "what a network before another library was told",
    "jobs": "when each was last done here; a restored library does them anew",
    "outbox.Content": "waiting letters may have been sent since, so that none is sent after a restore",
    "resources.RecordBlock": "written by the triggers as records come back",
    "resources.SearchText": "made anew from the records",
    "resources.PageWords": "made anew from the documents' text",
}


def is_left_out(model: type[models.Model]) -> bool:
    return model._meta.app_label in LEFT_OUT or model._meta.label in LEFT_OUT


def kept_models(registry=apps) -> list[type[models.Model]]:
    """Every table that is kept, by the model that owns it."""
    every = registry.get_models(include_auto_created=True)
    own = [model for model in every if model._meta.managed and not model._meta.proxy and not is_left_out(model)]
    return sorted(own, key=lambda model: model._meta.db_table)


def fields_of(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _plain(value) -> str:
    """What JSON has no form for, as the field's `to_python` reads it. Times keep their microseconds."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_string(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case Decimal() | UUID():
            return str(value)
    raise TypeError(f"A {type(value).__name__} cannot be kept.")


def write(model: type[models.Model], path: Path) -> tuple[int, set[str]]:
    """Write all rows of a table to a gzip file. Returns how many, and the names of the files they point at."""
    fields = fields_of(model)
    holders = [place for place, field in enumerate(fields) if isinstance(field, models.FileField)]
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    count, files = 0, set()
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=4, mtime=0) as file:
        for row in rows.iterator(chunk_size=BATCH):
            file.write(json.dumps(row, default=_plain, separators=(",", ":")).encode() + b"\n")
            files.update(row[place] for place in holders if row[place])
            count += 1
    return count, files


def read(model: type[models.Model], path: Path, columns: list[str], connection) -> int:
    """Insert the rows of a file into the model's empty table. Returns how many.
    Raises BackupProblem when one does not fit."""
    fields = {field.attname: field for field in fields_of(model)}
    if set(columns) != set(fields):
        raise BackupProblem(
            f"The columns of {model._meta.db_table} are not those of its migrations: use another backup."
        )
    chosen = [fields[column] for column in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in chosen)
    places = ", ".join(["%s"] * len(chosen))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"
    count = 0
    with gzip.open(path, "rt", encoding="ascii") as lines, connection.cursor() as cursor:
        while batch := [json.loads(line) for line in islice(lines, BATCH)]:
            with _fits(model, count + 1, count + len(batch)):
                cursor.executemany(insert, [_prepared(chosen, row, connection) for row in batch])
            count += len(batch)
    return count


def _prepared(fields: list[models.Field], row: list, connection) -> list:
    return [
        field.get_db_prep_save(field.to_python(value), connection) for field, value in zip(fields, row, strict=True)
    ]


@contextmanager
def _fits(model: type[models.Model], first: int, last: int) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, ValidationError, ValueError) as error:
        place = f"A row of {model._meta.db_table} ({first} to {last})"
        raise BackupProblem(f"{place} does not fit: {in_one_line(error)}") from error
