"""Making a backup: all rows as they stood at one moment, then every document, then the manifest.

It is written under another name and renamed when whole and on the disk, so that nothing that was cut off looks whole.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from icpr.backups import counters, disk, documents, manifest, pruning, rows
from icpr.backups.manifest import PARTIAL, BackupProblem
from icpr.lib.database.pooler import cursors_of_server
from icpr.version import version


@dataclass(frozen=True)
class Made:
    """A finished backup: its folder, how many rows and documents it holds,
    and documents that have a row but no file."""

    folder: Path
    rows: int
    documents: int
    bytes: int
    missing: list[str]


def make(place: Path) -> Made:
    """Make a new folder with a whole backup in a place. Raises BackupProblem or OSError, and leaves nothing then."""
    media = settings.MEDIA_ROOT.resolve()
    if place.resolve().is_relative_to(media):
        raise BackupProblem(f"{place} lies among the documents. Name a folder elsewhere, best on another disk.")
    place.mkdir(parents=True, exist_ok=True)
    with disk.private_files(), disk.alone(place):
        for cut_off in place.glob(f"icpr-*{PARTIAL}"):
            shutil.rmtree(cut_off)
        begun = datetime.now(UTC)
        folder = place / f"icpr-{begun:%Y-%m-%dT%H-%M-%S}.{begun.microsecond:06}Z"
        partial = folder.with_name(folder.name + PARTIAL)
        try:
            made = _write(partial, folder, pruning.latest(place), begun)
            disk.settle(partial)
            partial.rename(folder)
            disk.sync(place)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return made


def _write(partial: Path, folder: Path, earlier: Path | None, begun: datetime) -> Made:
    (partial / "tables").mkdir(parents=True)
    files = {}
    with _one_moment():
        migrations = _migrations()
        tables, wanted = {}, set()
        for model in rows.kept_models():
            table = model._meta.db_table
            count, names = rows.write(model, partial / "tables" / f"{table}.jsonl.gz")
            last = counters.last_given(model, connection) if counters.counts_up(model) else None
            columns = [field.attname for field in rows.fields_of(model)]
            tables[table] = {"rows": count, "last_key": last, "columns": columns}
            wanted |= names
            files[f"tables/{table}.jsonl.gz"] = disk.facts(partial / "tables" / f"{table}.jsonl.gz")
    copied = documents.copy_out(partial, earlier)
    missing = sorted(name for name in wanted if f"{documents.FOLDER}/{name}" not in copied)
    files |= copied
    told = {
        "format": manifest.FORMAT,
        "library_version": version(),
        "begun_at": begun.isoformat(),
        "finished_at": datetime.now(UTC).isoformat(),
        "source": manifest.source(),
        "database": connection.vendor,
        "migrations": migrations,
        "tables": tables,
        "missing_documents": missing,
        "left_out": rows.LEFT_OUT,
        "keep_besides": manifest.KEEP_BESIDES,
        "secret_key_fingerprint": manifest.secret_fingerprint(),
        "files": files,
    }
    manifest.write(partial, told)
    size = sum(file["bytes"] for file in files.values())
    return Made(folder, sum(table["rows"] for table in tables.values()), len(copied), size, missing)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees the database as it is now, whatever is written meanwhile, and keeps no writer waiting."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # IMMEDIATE would lock writers out
    try:
        with transaction.atomic(), cursors_of_server(connection):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual


def _migrations() -> dict[str, list[str]]:
    """What is applied, by application. Raises BackupProblem when the tables are not those of this release."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupProblem(
            "The database is not at the state of this release. Back up with the release that runs, or migrate first: "
            "manage.py migrate"
        )
    applied: dict[str, list[str]] = {}
    for app, name in sorted(executor.loader.applied_migrations):
        if (app, name) in executor.loader.disk_migrations:  # not those of an application that is no longer installed
            applied.setdefault(app, []).append(name)
    return applied


def remember() -> None:
    """Note in VAR_DIR when the last backup was finished, for whoever watches its age."""
    path = settings.VAR_DIR / "last-backup.json"
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps({"finished_at": datetime.now(UTC).isoformat(timespec="seconds")}) + "\n")
    fresh.replace(path)
