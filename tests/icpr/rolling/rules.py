"""What a migration may not do while servers of the former release run on its database: expand first, contract later.

Expanding is what the former code does not notice: a table, a column that may be empty or that the database fills. What
takes something away waits until a release that no longer uses it is out, and then says which and why:
`contract = "1.1.0: nothing has read it since"`.
"""

import re
from collections.abc import Iterator
from functools import cache

from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field, ManyToManyField

from icpr.lib.database.indexes import AddIndexMeanwhile
from icpr.version import version
from tests.icpr.rolling import released

AREAS = ("icpr", "pillars", "resources")
CONTRACT = re.compile(r"(\d+\.\d+\.\d+): \S.{9,}")
# Tables of as many rows as there are records, or more: what reads all of one keeps writers out for long.
LARGE = {
    *("resources.resource", "resources.document", "resources.taggedresource", "resources.author"),
    *(
        "resources.searchtext",
        "resources.documenttext",
        "resources.documentpage",
        "resources.pagewords",
        "resources.recordclock",
        "reversion.version",
        "reversion.revision",
    ),
}
TAKING = re.compile(r"\b(?:ALTER|DROP|RENAME|TRUNCATE)\b", re.IGNORECASE)
GONE = (
    *(migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel),
    migrations.AlterModelTable,
)
TAKES_AWAY = "takes away or renames what the former release reads: stop using it in one release, remove it in the next"
NOT_FILLED = "is a column that the former release leaves out of its rows: let it be empty, or give it a db_default"
STRICTER = "refuses what the former release writes: check it in code first, and make it so in the next release"
OTHER_TYPE = "rewrites a column that the former release uses: add another, and fill both for a release"
INDEX = "keeps writers out while it reads a large table: AddIndexMeanwhile, in a migration with atomic = False"
SQL = "may take something away, as nobody can tell of plain SQL that alters, drops or renames"
ONE_WAY = "cannot be taken back: give it a reverse, if only noop"


@cache
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def our_apps(apps) -> list[str]:
    """The labels of our apps that have migrations."""
    ours = {each.label for each in apps.get_app_configs() if each.name.partition(".")[0] in AREAS}
    return sorted(ours & {label for label, _ in loader().disk_migrations})


def since_the_release(apps) -> list[migrations.Migration]:
    """Our migrations that the latest release does not have, in the order in which they are applied."""
    last = released.told()["last"]
    plan = [key for leaf in sorted(loader().graph.leaf_nodes()) for key in loader().graph.forwards_plan(leaf)]
    keys = [key for key in dict.fromkeys(plan) if key[0] in our_apps(apps) and key[1] > last.get(key[0], "")]
    return [loader().disk_migrations[key] for key in keys]


def problems(migration: migrations.Migration, before: ProjectState, fresh: set[str]) -> list[str]:
    """What of a migration does not go with code of the former release, in sentences. `fresh` are models that release
    does not know, as "app.model"; those made here are added. Nothing is said of what is marked as a contract."""
    contract = getattr(migration, "contract", "")
    if contract:
        told = CONTRACT.fullmatch(contract)
        if told and _numbers(told[1]) <= _numbers(version()):
            fresh |= _made(migration)
            return []
        return [f'{migration}: contract is "VERSION: why", with a version that is out; it is {contract!r}']
    found, state = [], before.clone()
    for operation in migration.operations:
        for step in _steps(operation):
            found += [f"{migration}: {step.describe()} {why}" for why in _wrong(step, migration, state, fresh)]
        operation.state_forwards(migration.app_label, state)
        fresh |= _made(migration)
    return found


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _made(migration: migrations.Migration) -> set[str]:
    steps = [step for operation in migration.operations for step in _steps(operation)]
    return {f"{migration.app_label}.{step.name_lower}" for step in steps if isinstance(step, migrations.CreateModel)}


def _steps(operation: Operation) -> list[Operation]:
    """What is done to the database: for some operations other than what is done to the models."""
    return operation.database_operations if isinstance(operation, migrations.SeparateDatabaseAndState) else [operation]


def _wrong(step: Operation, migration: migrations.Migration, state: ProjectState, fresh: set[str]) -> Iterator[str]:
    model = f"{migration.app_label}.{(getattr(step, 'model_name', '') or getattr(step, 'name', '') or '').lower()}"
    if isinstance(step, migrations.RunSQL) and TAKING.search(str(step.sql)):
        yield SQL
    if not step.reversible:
        yield ONE_WAY
    if model in fresh:
        return
    if isinstance(step, GONE):
        yield TAKES_AWAY
    elif isinstance(step, migrations.AddField):
        yield from _of_a_new(step.field, model)
    elif isinstance(step, migrations.AlterField):
        yield from _of_changed(state.models[migration.app_label, step.model_name_lower].fields[step.name], step.field)
    elif isinstance(step, migrations.AddConstraint) or (
        isinstance(step, migrations.AlterUniqueTogether) and step.option_value
    ):
        yield STRICTER
    elif isinstance(step, migrations.AddIndex) and model in LARGE:
        meanwhile = isinstance(step, AddIndexMeanwhile) and not migration.atomic
        yield from () if meanwhile else (INDEX,)


def _of_a_new(field: Field, model: str) -> Iterator[str]:
    if isinstance(field, ManyToManyField):
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        yield NOT_FILLED
    if (field.unique or field.db_index) and model in LARGE:
        yield INDEX


def _of_changed(former: Field, field: Field) -> Iterator[str]:
    if (former.null and not field.null) or (field.unique and not former.unique):
        yield STRICTER
    if former.get_internal_type() != field.get_internal_type():
        yield OTHER_TYPE
    elif former.max_length and (field.max_length or former.max_length) < former.max_length:
        yield STRICTER
