"""A release migrates while servers of the one before still run: the rules are held, and each finds what it is for."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from icpr.lib.database.indexes import AddIndexMeanwhile
from icpr.version import version
from tests.icpr.rolling import released, rules

INDEX = models.Index(fields=["title"], name="resources_title_idx")


def state() -> ProjectState:
    """Two tables as the former release knows them, of which one is large."""
    known = ProjectState()
    for name in ("Resource", "Topic"):
        fields = [("id", models.BigAutoField(primary_key=True)), ("title", models.CharField(max_length=100, null=True))]
        migrations.CreateModel(name, fields).state_forwards("resources", known)
    return known


def found(*operations, **marks) -> list[str]:
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations), **marks})
    return rules.problems(migration("0999_next", "resources"), state(), set())


def test_works_for_all_since_the_latest_release():
    new = rules.since_the_release(apps)
    last = [(app, name) for app, name in released.told()["last"].items()]
    before, fresh, told = rules.loader().project_state(last), set(), []
    for migration in new:
        told += rules.problems(migration, before, fresh)
        before = migration.mutate_state(before)
    assert told == []


def test_what_is_released_is_of_this_version_and_there():
    told = released.told()
    assert told["version"] == version(), "python -m tests.icpr.rolling.released, as a step of the release"
    assert {(app, name) for app, name in told["last"].items()} <= rules.loader().disk_migrations.keys()
    assert set(told["last"]) <= set(rules.our_apps(apps))


def test_the_large_tables_are_there():
    known = {model._meta.label_lower for model in apps.get_models()}
    assert rules.LARGE - known == set()


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (migrations.RemoveField("topic", "title"), rules.TAKES_AWAY),
        (migrations.DeleteModel("topic"), rules.TAKES_AWAY),
        (migrations.RenameField("topic", "title", "name"), rules.TAKES_AWAY),
        (migrations.RenameModel("topic", "theme"), rules.TAKES_AWAY),
        (migrations.AlterModelTable("topic", "themes"), rules.TAKES_AWAY),
        (migrations.AddField("topic", "note", models.TextField(default="")), rules.NOT_FILLED),
        (migrations.AddField("resource", "note", models.TextField(null=True, db_index=True)), rules.INDEX),
        (migrations.AlterField("topic", "title", models.CharField(max_length=100)), rules.STRICTER),
        (
            migrations.AlterField("topic", "title", models.CharField(max_length=100, null=True, unique=True)),
            rules.STRICTER,
        ),
        (migrations.AlterField("topic", "title", models.CharField(max_length=50, null=True)), rules.STRICTER),
        (migrations.AlterField("topic", "title", models.IntegerField(null=True)), rules.OTHER_TYPE),
        (migrations.AlterUniqueTogether("topic", {("id", "title")}), rules.STRICTER),
        (
            migrations.AddConstraint("topic", models.UniqueConstraint(fields=["title"], name="one")),
            rules.STRICTER,
        ),
        (migrations.AddIndex("resource", INDEX), rules.INDEX),
        (AddIndexMeanwhile("resource", INDEX), rules.INDEX),
        (migrations.RunSQL("DROP TABLE resources_topic", ""), rules.SQL),
        (migrations.RunSQL("SELECT 1"), rules.ONE_WAY),
        (migrations.RunPython(lambda apps, editor: None), rules.ONE_WAY),
        (
            migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("topic", "title")]),
            rules.TAKES_AWAY,
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value.split()[0],
)
def test_what_the_former_release_would_notice_is_told(operation, why):
    [said] = found(operation)
    assert said.endswith(why)
    assert said.startswith("resources.0999_next: ")
    assert found(operation, contract=f"{version()}: nothing has used it since then") == []


@pytest.mark.parametrize(
    "contract", ["yes", "1.0.0", "1.0.0: so", "99.0.0: nothing uses it any more", "1.0: never used again"]
)
def test_a_contract_names_a_release_that_is_out_and_a_reason(contract):
    [said] = found(migrations.RemoveField("topic", "title"), contract=contract)
    assert "contract is" in said


def test_what_it_does_not_notice_is_let_through():
    made = [("id", models.BigAutoField(primary_key=True)), ("note", models.TextField())]
    expand = [
        migrations.CreateModel("Note", made),
        migrations.AddField("note", "title", models.TextField(default="")),
        migrations.RemoveField("note", "note"),
        migrations.AddField("topic", "note", models.TextField(null=True)),
        migrations.AddField("topic", "count", models.IntegerField(db_default=0)),
        migrations.AddField("topic", "notes", models.ManyToManyField("resources.note")),
        migrations.AlterField("topic", "title", models.CharField(max_length=200, null=True, help_text="Longer")),
        migrations.AddIndex("topic", INDEX),
        migrations.RunPython(lambda apps, editor: None, migrations.RunPython.noop),
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    ]
    assert found(*expand) == []
    assert found(AddIndexMeanwhile("resource", INDEX), atomic=False) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_is_added_meanwhile_and_taken_back_on_either_database():
    index = models.Index(fields=["title"], name="added_meanwhile")
    operation, before = AddIndexMeanwhile("resource", index), rules.loader().project_state()
    after = before.clone()
    operation.state_forwards("resources", after)

    def names() -> set[str]:
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, "resources_resource"))

    for _ in range(2 if connection.vendor == "postgresql" else 1):  # the second time there is one already
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("resources", editor, before, after)
    assert "added_meanwhile" in names()
    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("resources", editor, after, before)
    assert "added_meanwhile" not in names()
