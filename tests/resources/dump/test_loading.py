"""A dump read back into an empty library: the same catalogue, or nothing at all."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from pillars.models import Item
from resources.catalogue import listing
from resources.dump import loading, writing
from resources.dump.tables import TABLES
from resources.models import Catalogue, ChangeNote, CollectionEntry, Kind, Resource
from tests.factories import (
    make_author,
    make_collection,
    make_document,
    make_focus_area,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)
from tests.resources.dump import present

pytestmark = pytest.mark.django_db


def empty() -> None:
    """Delete all that a dump brings, as if the database were another one."""
    apps.get_model("resources.RecordClock").objects.all().delete()
    for model in (Resource, Item, *(table.model for table in reversed(TABLES))):
        rows = model._default_manager.all()
        if model is Item:
            rows.filter(parent__isnull=False).delete()
        rows.delete()


def dumped(folder: Path) -> Path:
    """The present dump, at a place of its own."""
    writing.write()
    return present.folder().rename(folder)


def same(one: Path, other: Path) -> bool:
    """Whether two dumps hold the same bytes, but for when this database last wrote a record."""
    return texts(one) == texts(other)


def texts(folder: Path) -> list[str]:
    records = re.sub('"changed_at": "[^"]+"', "", (folder / writing.RECORDS).read_text())
    return [*records.splitlines(), *(folder / writing.TERMS).read_text().splitlines()]


@pytest.mark.skipif(
    connection.vendor == "postgresql",
    reason="Loading, deleting and loading thousands of rows in one test's transaction takes PostgreSQL minutes.",
)
def test_works_for_the_opening_catalogue(catalogue, tmp_path):
    first = dumped(tmp_path / "first")
    empty()
    out = StringIO()
    call_command("load_dump", first / writing.RECORDS, stdout=out)
    assert out.getvalue() == f"The dump is loaded: {Resource.objects.published().count()} records.\n"
    assert same(dumped(tmp_path / "second"), first)
    assert Resource.objects.count() == Resource.objects.published().count()


def test_what_a_reader_finds_afterwards(client, tmp_path):
    pillar = make_pillar(name="Policy")
    old = make_resource(title="Body-worn cameras", kind=Kind.GUIDE, pillars=[pillar], issued=2019, number=7)
    old.superseded_by = make_resource(title="Body cameras anew", number=12)
    old.save()
    folder = dumped(tmp_path / "taken")
    empty()
    assert loading.load(folder) == 2
    assert [record.title for record in listing.of_term("pillar", "policy").records()] == ["Body-worn cameras"]
    assert b"/resources/body-worn-cameras/" in client.get("/resources/?q=camera").content
    assert b"Body cameras anew" in client.get("/resources/body-worn-cameras/").content
    assert make_resource().number > 12
    assert Catalogue.objects.get().last_number > 12


def test_of_several_papers_of_a_record_in_a_collection_one_entry_of_the_record_is_left(tmp_path):
    record = make_resource(number=7)
    papers = [make_document(resource=record, title=title) for title in ("A paper", "An annex")]
    make_collection(of=[*papers, make_resource(number=8)], notes=["Read this.", "Then this.", "At last."])
    folder = dumped(tmp_path / "taken")
    empty()
    loading.load(folder)
    assert list(CollectionEntry.objects.values_list("number", "note")) == [(7, "Read this."), (8, "At last.")]


def test_all_that_a_record_can_have(tmp_path):
    practice = make_practice(directions=["helps", "mixed"])
    pillar, area = make_pillar(name="Policy"), make_focus_area()
    above = make_item(number="1.10", pillar=pillar, practices=[practice], focus_areas=[area])
    below = make_item(number="1.10.2", pillar=pillar)
    record = make_resource(
        title="«Ünï» code & 木",
        annotation="It’s here.",
        in_brief="One.\n\nTwo.",
        body="# Long\n\ntext",
        publication="A journal",
        volume="1",
        issue="2",
        pages="3–4",
        language="es",
        access="open",
        official_url="https://publisher.example/ü?a=1&b=2",
        address_evidence="own-page",
        rights_note="©",
        issued=1999,
        new_until="2099-01-01",
        pillars=[pillar],
        focus_areas=[area],
        topics=[make_topic()],
        publishers=[make_publisher()],
        tags=[make_tag(name="Español"), make_tag(name="b")],
        items=[above, below],
        practices=[practice],
    )
    for text in ("A first change.", "A second one."):
        ChangeNote.objects.tell(record, "edition", text)
    make_author(resource=record, family_name="Núñez", given_names="José")
    make_author(resource=record, organization="A body", position=2)
    make_document(resource=record, url="https://publisher.example/a.pdf", format="pdf", page_count=3, title="Its own")
    make_document(resource=record, role="slides", position=2)
    first = dumped(tmp_path / "first")
    empty()
    loading.load(first)
    assert same(dumped(tmp_path / "second"), first)


def test_a_file_that_the_other_library_holds_is_not_linked(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    record = make_resource()
    make_document(resource=record, file=SimpleUploadedFile("a.txt", b"Words."), title="The paper")
    folder = dumped(tmp_path / "taken")
    empty()
    loading.load(folder)
    [paper] = Resource.objects.get().documents.all()
    assert (paper.title, paper.url, bool(paper.file), paper.format) == ("The paper", "", False, "txt")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A dump of two records, without checksums, and an empty database."""
    pillar = make_pillar(name="Policy")
    make_author(resource=make_resource(title="One", pillars=[pillar], number=1))
    make_document(resource=make_resource(title="Two", number=2), url="https://publisher.example/a.pdf")
    found = dumped(tmp_path / "taken")
    (found / writing.SUMS).unlink()
    empty()
    return found


def change(folder: Path, name: str, number: int, path: str, value) -> None:
    """Put a value where a path leads to in a line; `...` takes it away."""
    lines = (folder / name).read_text().splitlines()
    facts = json.loads(lines[number - 1])
    *way, last = path.split(".")
    within = facts
    for step in way:
        within = within[int(step) if isinstance(within, list) else step]
    if value is ...:
        del within[last]
    else:
        within[last] = value
    lines[number - 1] = json.dumps(facts)
    (folder / name).write_text("\n".join(lines) + "\n")


BAD = {
    ("catalogue.jsonl", 1, "title"): [None, 5, "", "x" * 301, "a\x00b", "\ud800", ...],
    ("catalogue.jsonl", 2, "kind.key"): ["none", None, ["report"], ...],
    ("catalogue.jsonl", 1, "number"): ["1", "ICPR-1", "ICPR-99999999999", None, ""],
    ("catalogue.jsonl", 1, "url"): [
        "https://library.test/resources/two words/",
        "",
        3,
        None,
    ],
    ("catalogue.jsonl", 2, "number"): ["ICPR-000001"],
    ("catalogue.jsonl", 2, "url"): ["https://elsewhere.test/resources/one/"],
    ("catalogue.jsonl", 1, "added_at"): ["yesterday", "2020-01-01T00:00:00", "2999-01-01T00:00:00+00:00", "", None],
    ("catalogue.jsonl", 1, "issued.on"): ["2019-02-30", 2019, "2019"],
    ("catalogue.jsonl", 1, "official_url"): ["javascript:alert(1)", "x" * 600],
    ("catalogue.jsonl", 1, "pillars.0.key"): ["none", None, ...],
    ("catalogue.jsonl", 1, "pillars"): [None, "policy", {}],
    ("catalogue.jsonl", 1, "authors.0.family_name"): ["", 5],
    ("catalogue.jsonl", 1, "authors.0"): ["Peel", None],
    ("catalogue.jsonl", 2, "documents.0.url"): ["nowhere", 5],
    ("catalogue.jsonl", 2, "documents.0.pages"): ["three", -1, 1.5, True],
    ("catalogue.jsonl", 2, "issued.precision"): ["year"],
    ("catalogue.jsonl", 2, "notes"): [None, ["x"], [{"told_at": "now", "what": {"key": "change"}, "text": "x"}]],
    ("catalogue.jsonl", 2, "superseded_by"): [{"number": "2"}, [], "x"],
    ("terms.jsonl", 1, "table"): ["secrets", None, ...],
    ("terms.jsonl", 1, "number"): [7, "1", None],
    ("terms.jsonl", 1, "hue"): ["pink"],
}


@pytest.mark.parametrize("place", BAD, ids=lambda place: " ".join(map(str, place)))
def test_what_is_wrong_is_told_and_nothing_is_loaded(folder, place):
    name, number, path = place
    good = (folder / name).read_text()
    for value in BAD[place]:
        (folder / name).write_text(good)
        change_at(folder, name, number, path, value)
        with pytest.raises(CommandError, match=f"{name}, line {number}: ") as refused:
            call_command("load_dump", folder)
        assert "Traceback" not in str(refused.value)
        assert not Resource.objects.exists()
        assert not any(table.model._default_manager.exists() for table in TABLES)


def change_at(folder: Path, name: str, number: int, path: str, value) -> None:
    if path.endswith(".0"):  # a whole element of a list
        inner = path.removesuffix(".0")
        change(folder, name, number, inner, [value])
    else:
        change(folder, name, number, path, value)


@pytest.mark.parametrize("text", ["{", "[]", "1", "\xff", '{"number": "ICPR-000009"}', "", "\n"])
def test_what_is_no_object(folder, text):
    with (folder / writing.RECORDS).open("ab") as file:
        file.write(text.encode("latin-1") + b"\n")
    with pytest.raises(CommandError, match=r"catalogue\.jsonl, line 3: "):
        call_command("load_dump", folder)


def test_no_more_is_told_than_anybody_reads(folder):
    with (folder / writing.RECORDS).open("a") as file:
        file.write("[]\n" * 1_000)
    with pytest.raises(CommandError) as refused:
        call_command("load_dump", folder)
    assert len(str(refused.value).splitlines()) == 22


def test_only_into_an_empty_library(folder):
    make_topic()
    with pytest.raises(CommandError, match="already holds topics"):
        call_command("load_dump", folder)


def test_a_file_that_changed_on_the_way(tmp_path):
    make_resource()
    found = dumped(tmp_path / "taken")
    empty()
    with (found / writing.RECORDS).open("a") as file:
        file.write(" ")
    with pytest.raises(CommandError, match="not as SHA256SUMS says"):
        call_command("load_dump", found)
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("load_dump", tmp_path / "nowhere.jsonl")
