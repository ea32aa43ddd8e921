"""Near-equal tags are one: on lookup, on creation, in the database, and in what there was before."""

import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from icpr.lib.folding import key_of
from icpr.lib.text.tag_lists import as_text, names_in
from pillars.models import FormerAddress
from resources.models import Tag
from tests.factories import make_resource, make_tag

NEAR = ["policía", "Policia", "POLICÍA", "poli\u200bcia", "policía.", "“policía”"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NEAR)
def test_works(name):
    tag = make_tag(name="policía")
    record = make_resource(tags=[name])
    assert list(record.tags.all()) == [tag]
    assert Tag.objects.named([name, "other"]) == {name: tag}
    record.tags.remove(name.upper())
    assert not record.tags.exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bias-free", "bias\u2011free"),
        ("bias-free", "Bias free"),
        ("force", "force."),
        ("O’Brien", "O'Brien"),
        ("use of force", "  use  of\u00a0force "),
        ("ﬁre", "fire"),
        ("lgbtq+ communities", "LGBTQ communities"),
    ],
)
def test_near_equal_names_have_one_key(one, other):
    assert key_of(one) == key_of(other) != ""


@pytest.mark.parametrize(("one", "other"), [("911", "9/11"), ("9-1-1", "911"), ("report", "reports"), ("警", "察")])
def test_other_names_have_another(one, other):
    assert key_of(one) != key_of(other)


@pytest.mark.django_db
def test_the_database_holds_it():
    make_tag(name="force")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="Force.", slug="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.bulk_create([Tag(name="fórce", slug="another")])
    with pytest.raises(ValidationError, match="There is the tag “force”"):
        Tag(name="FORCE", slug="third").full_clean()
    Tag.objects.get().full_clean()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_tag():
    if connection.vendor == "sqlite":
        pytest.skip("the test database of SQLite has one writer at a time")
    records, start, problems = [make_resource(), make_resource()], threading.Barrier(2), []

    def add(record, name):
        try:
            start.wait()
            record.tags.add(name)
        except Exception as problem:  # told below, in the thread of the test
            problems.append(problem)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=add, args=pair) for pair in zip(records, ["bias-free", "Bias\u2011free"], strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Tag.objects.count() == 1


@pytest.mark.django_db
def test_those_there_were_are_merged_with_their_links_and_addresses(client):
    migration = import_module("resources.migrations.0011_tag_key")
    tags = [make_tag(name=f"tag {number}") for number in range(4)]
    for tag, (name, slug) in zip(
        tags, [("policia", "policia"), ("policía", "policia-1"), ("Policía.", "policia-2"), ("!!!", "tag")], strict=True
    ):
        Tag.objects.filter(pk=tag.pk).update(name=name, slug=slug)
    FormerAddress.objects.create(kind="resources.tag", slug="cops", term=tags[2].pk)
    both, one = make_resource(title="Both", tags=tags[:2]), make_resource(title="One", tags=[tags[1]])
    last = make_resource(title="Last", tags=[tags[2], tags[3]])
    migration.merge(apps, connection.schema_editor())
    kept = Tag.objects.get(key="policia")
    assert (kept.name, Tag.objects.count()) == ("policía", 2)
    assert [list(record.tags.all()) for record in (both, one)] == [[kept], [kept]]
    assert set(last.tags.all()) == {kept, tags[3]}
    for former in ("policia", "policia-2", "cops"):
        assert client.get(f"/tags/{former}/")["Location"] == "/tags/policia-1/"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("use of force", ["use of force"]),
        ("youth, schools", ["schools", "youth"]),
        ("youth\r\nuse of force\r\n", ["use of force", "youth"]),
        ("youth; schools", ["schools", "youth"]),
        ('"Schools, public", youth', ["Schools, public", "youth"]),
        ("“use of force” «paz»", ["paz", "use of force"]),
        ("Youth, youth., YOUTH", ["Youth"]),
        ("bias\u2011free, bias free", ["bias\u2011free"]),
        ('12" gun, youth', ['12" gun', "youth"]),
        (" , ,; \n", []),
        ("", []),
        ("!!!", ["!!!"]),
        ("a\u200b\u202eb", ["ab"]),
    ],
)
def test_a_list_of_tags_is_read_as_it_was_meant(typed, names):
    assert names_in(typed) == names


def test_a_list_that_was_written_is_read_back():
    names = sorted(["use of force", "Schools, public", "a; b", "youth", "O’Brien"])
    assert names_in(as_text(names)) == names
