"""Fixtures that are broken by hand: the loader says file, line and reason, and loads nothing."""

import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pillars.models import Pillar, Topic
from resources.fixture_errors import fixture_errors
from resources.models import Publisher, Resource
from resources.seed import fixtures

pytestmark = pytest.mark.django_db

RECORDS, TAGS, MOST = "03_resources.json", "05_tagging.json", 60


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """A copy of the fixtures' first records, which the loader takes for its own."""
    whole, copy = settings.BASE_DIR / "fixtures", tmp_path / "fixtures"
    copy.mkdir()
    for name in ("01_frame.json", "02_publishers_and_tags.json"):
        shutil.copy(whole / name, copy)
    for name, field in ((RECORDS, "number"), (TAGS, "content_object")):
        rows = json.loads((whole / name).read_text())
        kept = [row for row in rows if row["fields"][field] in (*range(1, MOST), *([n] for n in range(1, MOST)))]
        (copy / name).write_text(json.dumps(kept, indent=1))
    settings.BASE_DIR, settings.FIXTURE_DIRS = tmp_path, [copy]
    return copy


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Write something else where a text first stands. Returns the number of its line."""
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace(old, new, 1))
    return text.count("\n", 0, text.index(old)) + 1


def refusal() -> str:
    """What the command says; that it loads nothing is held here."""
    with pytest.raises(CommandError) as refused:
        call_command("load_opening_catalogue")
    assert not any(model.objects.exists() for model in (Resource, Pillar, Topic, Publisher))
    head, *lines = str(refused.value).splitlines()
    assert head == "The opening catalogue was not loaded:"
    return "\n".join(lines)


def test_works(folder):
    assert fixture_errors(folder, fixtures()) == []
    call_command("load_opening_catalogue", verbosity=0)
    assert Resource.objects.count() == MOST - 1


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (RECORDS, '"kind": "report"', '"kind": "memo"', "kind: Value 'memo' is not a valid choice."),
        (RECORDS, '"language": "en"', '"language": "xx"', "language: Value 'xx' is not a valid choice."),
        (RECORDS, '"kind": "report"', '"kynd": "report"', "kynd: resource has no such field."),
        (RECORDS, '"issued_on": null', '"issued_on": "May"', "issued_on: “May” value has an invalid date format."),
        (RECORDS, '"title": "', '"title": "' + "a" * 300, "title: Ensure this value has at most 300 characters"),
        (RECORDS, '"number": 7,', '"number": "seven",', "number: “seven” value must be an integer."),
        (RECORDS, '"official_url": "', '"official_url": "javascript:', "official_url: Enter a valid URL."),
        ("01_frame.json", '"hue": "', '"hue": "x', "hue: Value 'x"),
    ],
)
def test_what_a_field_does_not_take_is_said_with_its_line(folder, name, old, new, reason):
    line = change(folder, name, old, new)
    assert refusal().startswith(f"{name}, line {line}: {reason}")


@pytest.mark.parametrize("model", ["resources.book", "book", "", "resources.a.b"])
def test_a_model_that_there_is_not(folder, model):
    line = change(folder, TAGS, '"resources.taggedresource"', f'"{model}"')
    assert refusal() == f"{TAGS}, line {line - 1}: there is no model “{model}”."


@pytest.mark.parametrize("relation", ["pillars", "focus_areas", "topics", "publishers", "audiences"])
def test_a_term_that_no_fixture_holds(folder, relation):
    line = change(folder, RECORDS, f'"{relation}": [\n    [', f'"{relation}": [\n    ["nowhere"],\n    [')
    name = relation.replace("_", " ").removesuffix("s")
    assert refusal() == f"{RECORDS}, line {line}: {relation}: there is no {name} “nowhere”."


@pytest.mark.parametrize("key", ['"trust"', "7", '{"slug": "x"}', '[["x"]]'])
def test_a_reference_that_is_no_natural_key(folder, key):
    change(folder, RECORDS, '"pillars": [\n    [', f'"pillars": [\n    {key},\n    [')
    assert "pillars: there is no pillar" in refusal()


def test_a_row_that_is_in_twice_is_named_with_the_first(folder):
    rows = json.loads((folder / RECORDS).read_text())
    rows.append(rows[2] | {"fields": rows[2]["fields"] | {"slug": "another"}})
    (folder / RECORDS).write_text(json.dumps(rows, indent=1))
    text = (folder / RECORDS).read_text()
    last = text.count("\n", 0, text.rindex('"number": 3,')) + 1
    first = text.count("\n", 0, text.index('"number": 3,')) - 2
    assert refusal() == f"{RECORDS}, line {last}: number: “3” is in twice: also in {RECORDS}, line {first}."


def test_a_tag_that_a_record_has_twice(folder):
    rows = json.loads((folder / TAGS).read_text())
    (folder / TAGS).write_text(json.dumps([*rows, rows[0]], indent=1))
    assert "is in twice: also in 05_tagging.json, line 2." in refusal()


def test_a_text_that_is_no_list_of_objects(folder):
    (folder / RECORDS).write_text('[{"model": 1}, 7, {"model": "resources.resource", "fields": []}]')
    assert refusal().count(f"{RECORDS}, line 1: an object has a model and fields.") == 3
    (folder / RECORDS).write_text("{}")
    assert f"{RECORDS}, line 1: a fixture is a list of objects." in refusal()
    (folder / RECORDS).write_text('[\n{"model"\n')
    assert f"{RECORDS}, line 3: this is no JSON:" in refusal()
    (folder / RECORDS).write_bytes(b"[\n\xff]")
    assert f"{RECORDS}, line 2: this is no UTF-8." in refusal()


def test_a_rule_between_fields_is_said_with_the_line_of_the_row(folder):
    line = change(folder, RECORDS, '"issued_precision": ""', '"issued_precision": "year"')
    [said] = refusal().splitlines()
    assert "Give both the date and how precise it is, or neither." in said
    assert 0 < line - int(said.partition("line ")[2].partition(":")[0]) < 40


def test_of_many_faults_the_first_are_said(folder):
    text = (folder / RECORDS).read_text()
    (folder / RECORDS).write_text(text.replace('"language": "en"', '"language": "xx"'))
    lines = refusal().splitlines()
    assert len(lines) == 21
    number = text.count('"language": "en"') - 20
    assert lines[-1] == f"And {number} more."
