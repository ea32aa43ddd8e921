"""Bringing a backup back into an empty place: all of it or nothing.

Everything is checked before anything is written. The rows and the tables they stand in come in one transaction, on both
databases. A marker in VAR_DIR stands there from the first document to the commit, so that a place where it was killed
half-way is never served.
"""

import sys
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from icpr.backups import counters, disk, documents, manifest, rows
from icpr.backups.manifest import BackupProblem
from icpr.lib.database import analyze
from resources.search import renewal


def marker() -> Path:
    return settings.VAR_DIR / "restore-unfinished"


def refuse_half_restored() -> None:
    """Exit with one line when a restore into this place was broken off."""
    if marker().exists():
        sys.exit(_what_to_empty())


def _what_to_empty() -> str:
    database = settings.DATABASES["default"]["NAME"]
    return (
        "A restore into this place was broken off, so it is not whole. Empty it and restore again: "
        f"empty the database {database}, delete the documents in {default_storage.place} and then {marker()}"
    )


def restore(folder: Path) -> dict:
    """Restore a backup here. Returns its manifest. Raises BackupProblem, OSError or DatabaseError; the place is then as
    it was before."""
    told = check(folder)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)  # SQLite makes its file, but no folder for it
    refuse_unless_empty()
    marker().write_text(f"{folder}\n")
    disk.sync(marker().parent)
    try:
        documents.copy_in(folder, told["files"])
        _fill_database(folder, told)
    except BaseException:
        documents.take_back(told["files"])
        marker().unlink()
        raise
    marker().unlink()
    analyze.refresh(connection)
    return told


def check(folder: Path) -> dict:
    """The manifest of a backup that this release can restore, every file of it read. Raises BackupProblem."""
    told = manifest.read(folder)
    known = MigrationExecutor(None).loader.disk_migrations
    unknown = [
        f"{app}.{name}" for app, names in told["migrations"].items() for name in names if (app, name) not in known
    ]
    if unknown:
        made = f"{folder} was made by version {told['library_version']}, which is newer than this one"
        raise BackupProblem(f"{made} (it has {unknown[0]}). Install that version of the library and restore with it.")
    manifest.verify(folder, told)
    return told


def refuse_unless_empty() -> None:
    if marker().exists():
        raise BackupProblem(_what_to_empty())
    if tables := connection.introspection.table_names():
        name = connection.settings_dict["NAME"]
        raise BackupProblem(f"The database {name} is not empty: it has {len(tables)} tables. Name an empty one.")
    if documents.any_there():
        where = "VAR_DIR, or another DOCUMENTS_S3_PREFIX for a bucket"
        raise BackupProblem(f"There are documents in {default_storage.place} already. Name an empty {where}.")


def _fill_database(folder: Path, told: dict) -> None:
    connection.disable_constraint_checking()  # SQLite changes tables only so; all references are checked at the end
    try:
        with transaction.atomic():
            _load(folder, told)
            try:
                connection.check_constraints()  # also what PostgreSQL puts off, before it may change a table again
            except (IntegrityError, DatabaseError) as error:
                raise BackupProblem(f"The rows do not fit together: {manifest.in_one_line(error)}") from error
            ContentType.objects.clear_cache()
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:  # it alters no table where a migration's checks are put off, too
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            call_command("migrate", verbosity=0)  # on from there, and the triggers
            renewal.rebuild()
    finally:
        connection.enable_constraint_checking()


def _load(folder: Path, told: dict) -> None:
    """Make the tables as they were when the backup was made, and fill them."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    applied = {(app, name) for app, names in told["migrations"].items() for name in names} & graph.nodes.keys()
    last = [node for node in applied if applied.isdisjoint(child.key for child in graph.node_map[node].children)]
    executor.migrate(last)
    models = {model._meta.db_table: model for model in rows.kept_models(executor.loader.project_state(last).apps)}
    if set(told["tables"]) != set(models):
        odd = ", ".join(sorted(set(told["tables"]) ^ set(models)))
        raise BackupProblem(f"The tables of the backup are not those of its migrations: {odd}. Use another backup.")
    with connection.cursor() as cursor:
        for table in models:  # what migrations laid there
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    for table, model in models.items():
        facts = told["tables"][table]
        count = rows.read(model, folder / "tables" / f"{table}.jsonl.gz", facts["columns"], connection)
        if count != facts["rows"]:
            raise BackupProblem(f"{table} has {count} rows, but {facts['rows']} were kept. Use another backup.")
        if counters.counts_up(model):
            counters.go_on_from(model, facts["last_key"] or 0, connection)
