"""The triggers that change the versions of the catalogue stand on every table that a page shows, and no other do."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from resources.curation.apply import locked
from resources.models import Catalogue, RecordBlock, Resource, SearchText
from resources.triggers import install, rules, watched_tables
from tests.factories import make_resource, make_tag

pytestmark = pytest.mark.django_db

TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_version_%'",
    "postgresql": "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgname LIKE '%_version_%'",
}

# A circle is told by the server after a second; a machine that stands still for some is none.
PATIENT = "SET lock_timeout = '60s'"


def triggers() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return sorted(cursor.fetchall())


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_works():
    of_rules = [(rule.table, f"{rule.table}_{rule.part}_version_{event}") for rule in rules() for event in EVENTS]
    of_tables = [(table, f"{table}_version_{kind}") for table in watched_tables() for kind in ("lock", "truncate")]
    assert triggers() == sorted(of_rules + (of_tables if connection.vendor == "postgresql" else []))


EVENTS = ("insert", "update", "delete")


def test_every_model_says_what_it_shows_in():
    for app in ("pillars", "resources"):
        for model in apps.get_app_config(app).get_models():
            assert any("shown_in" in vars(each) for each in model.__mro__), model


def test_every_table_with_shown_rows_is_watched():
    models = {
        model._meta.db_table
        for app in ("pillars", "resources")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    not_shown = {
        "resources_catalogue",
        "resources_recordblock",
        "resources_recordclock",  # written with what pages show
        "resources_documenttext",
        "resources_formerslug",
        "resources_previewlink",
        "resources_addressreport",
        "resources_newedition",  # of a draft: readers see by `superseded_by` what it becomes
    }
    not_shown.add("resources_searchcount")  # else every search would make the index anew
    not_shown |= {"pillars_plan", "pillars_entry", "pillars_change"}  # private, and no list shows them
    not_shown.add("pillars_formeraddress")  # asked when somebody comes by an old address
    assert models - set(watched_tables()) == not_shown
    assert {"resources_resource_pillars", "resources_taggedresource", "pillars_pillar"} <= set(watched_tables())


def test_laying_them_again_changes_nothing():
    before, versions = triggers(), Catalogue.versions()
    install()
    assert triggers() == before
    assert Catalogue.versions() == versions


def test_a_trigger_of_an_older_library_goes():
    """It would change the version whatever was written."""
    before, renew = triggers(), "UPDATE resources_catalogue SET version = version + 1"
    if connection.vendor == "postgresql":
        sql(f"""CREATE FUNCTION resources_change_version() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {renew}; RETURN NULL; END $$""")
        sql("""CREATE TRIGGER pillars_item_version BEFORE UPDATE ON pillars_item
            FOR EACH STATEMENT EXECUTE FUNCTION resources_change_version()""")
    else:
        sql(f"CREATE TRIGGER pillars_item_version_update AFTER UPDATE ON pillars_item BEGIN {renew}; END")
    install()
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor].replace("_version_%", "pillars_item_version%"))
        assert [
            name for _, name in cursor.fetchall() if name in {"pillars_item_version", "pillars_item_version_update"}
        ] == []
    assert triggers() == before


def test_a_database_brought_part_of_the_way_has_none_laid():
    """`migrate resources 0013` must not end in an error for columns that come later."""
    loader = MigrationExecutor(connection).loader
    for reached in ("0013_body_length", "0018_related_terms"):
        install(apps=loader.project_state([("resources", reached), ("pillars", "0011_change_names")]).apps)


@pytest.mark.django_db(transaction=True)
def test_what_is_emptied_is_noticed():
    """Whatever the rows were; on PostgreSQL no trigger for rows hears of it."""
    before = Catalogue.versions()
    sql("TRUNCATE pillars_topic CASCADE" if connection.vendor == "postgresql" else "DELETE FROM pillars_topic")
    if connection.vendor == "postgresql":
        assert all(was != now for was, now in zip(before, Catalogue.versions(), strict=True))


@pytest.mark.django_db(transaction=True)
def test_migrate_brings_back_a_lost_trigger():
    before = triggers()
    table, name = before[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert triggers() != before
    call_command("migrate", verbosity=0)
    assert triggers() == before


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_rows_in_turn_wait_and_never_in_a_circle():
    """Each locks the catalogue before its first row, so that the second begins when the first has ended."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    keys = [make_resource().pk for _ in range(2)]
    both_began = Barrier(2)

    def write(order: list[int]) -> None:
        sql(PATIENT)
        try:
            with transaction.atomic():
                for key in order:
                    Resource.objects.filter(pk=key).update(title=f"From {order[0]}")
                    with suppress(BrokenBarrierError):  # as it should be: the other waits
                        both_began.wait(timeout=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write, [keys, keys[::-1]]))
    assert len(set(Resource.objects.values_list("title", flat=True))) == 1


BLOCKS = {
    "its title": lambda record: Resource.objects.filter(pk=record.pk).update(title="Other"),
    "its words": lambda record: SearchText.objects.filter(pk=record.pk).update(body="other"),
    "its time": lambda record: Resource.objects.filter(pk=record.pk).update(publish_at=timezone.now()),
    "its tags": lambda record: record.tags.add("youth"),
    "another tag in place of one": lambda record: record.tagged_items.update(tag=make_tag(name="sleep")),
    "gone": lambda record: record.delete(),
    "withdrawn": lambda record: record.withdraw("Out of date."),
}


@pytest.mark.parametrize("change", BLOCKS)
def test_a_change_of_a_record_renews_its_block_alone(change):
    record = make_resource(title="One", pk=1, tags=["trust"])
    make_resource(title="Two", pk=RecordBlock.SIZE, tags=["trust"])
    before = RecordBlock.versions()
    BLOCKS[change](record)
    after = RecordBlock.versions()
    assert {number for number in before | after if before.get(number) != after.get(number)} == {0}
    assert record.pk is None or record.pk in RecordBlock.keys(0)


def test_what_no_search_is_made_of_renews_no_block():
    make_resource()
    before = RecordBlock.versions()
    Resource.objects.update(staff_note="To be checked.", updated_at=timezone.now())
    assert RecordBlock.versions() == before


@pytest.mark.django_db(transaction=True)
def test_a_form_and_a_step_on_many_that_take_the_same_record_wait_and_never_in_a_circle():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    key = make_resource().pk
    both_began = Barrier(2)

    def in_turn(takes, changes) -> None:
        sql(PATIENT)
        try:
            with transaction.atomic():
                rows = takes()
                with suppress(BrokenBarrierError):  # as it should be: the other waits
                    both_began.wait(timeout=1)
                changes(rows)
        finally:
            connection.close()

    form = (lambda: admin.site.get_model_admin(Resource)._hold(str(key)), lambda _: Resource.objects.get(pk=key).save())
    step = (lambda: locked([key]), list)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(in_turn, *zip(form, step, strict=True)))
