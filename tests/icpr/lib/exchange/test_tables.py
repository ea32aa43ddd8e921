"""A table taken out: every field of the model, in few queries, so that a spreadsheet leaves it as it is."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.db.models import UniqueConstraint

from icpr.lib.exchange.dry_run import dry_run
from pillars.blueprint.exchange import EXAMPLES, FINDINGS, ITEMS
from pillars.models import ActionItem, Finding, Item, Recommendation
from tests.factories import make_example, make_finding, make_focus_area, make_item, make_pillar, make_practice
from tests.icpr.lib.test_csvfile import as_excel_saves

pytestmark = pytest.mark.django_db

TABLES = pytest.mark.parametrize("table", [ITEMS, FINDINGS, EXAMPLES], ids=lambda table: table.name)


def test_works(file):
    make_item(
        number="1.10",
        pillar=make_pillar(name="Trust"),
        practices=[make_practice(name="Foot patrol"), make_practice(name="Body armor")],
        near_practices=[make_practice(name="Cameras")],
        focus_areas=[make_focus_area(name="Leadership")],
        actors=["local-agency", "community"],
        plain_title="=Walk",
        effort="low",
        number_inferred=True,
        source_url="https://example.org/",
    )
    make_item(number="1.10.1")
    item, below = file(ITEMS).rows
    assert item["number"] == below["parent"] == "Item 1.10", "a spreadsheet makes 1.1 of 1.10"
    assert item["practices"] == "body-armor; foot-patrol"
    assert item["near_practices"] == "cameras"
    assert (item["pillar"], item["focus_areas"]) == ("trust", "leadership")
    assert item["actors"] == "community; local-agency"
    assert item["plain_title"] == "=Walk"
    assert "'=Walk" in file(ITEMS).text, "no formula"
    assert (item["level"], item["effort"], item["side"]) == ("Recommendation", "Low effort", "")
    assert (item["verified"], item["number_inferred"], item["state"]) == ("yes", "yes", "Published")
    assert item["source_url"] == "https://example.org/"


@pytest.mark.parametrize("text", ["0012", "3-4", "1E5", "12345678901234567890", "2027-06-30", "June 5", "true"])
def test_what_a_spreadsheet_would_rewrite_comes_back(file, text):
    make_finding(practice=make_practice(), rated_on=date(2026, 11, 2), year=2019, rating_words=text, source_title=text)
    exported = FINDINGS.as_csv(Finding.objects.all())
    assert exported.count(f"'{text}") == 2
    assert ",2026-11-02," in exported, "a day is a day there, to be ordered by"
    saved = [map(as_excel_saves, row) for row in csv.reader(StringIO(exported.removeprefix("\ufeff")))]
    held = StringIO()
    csv.writer(held).writerows(saved)
    outcome = dry_run(FINDINGS, held.getvalue())
    assert (outcome.same, outcome.with_errors) == (1, [])


def test_findings_and_examples(file):
    make_finding(practice=make_practice(), url="https://example.org/a", rated_on=date(2026, 11, 2), study_count=7)
    make_example(item=make_item(number="1.5.1"), year=2019, url="https://example.org/b")
    [finding], [example] = file(FINDINGS).rows, file(EXAMPLES).rows
    assert (finding["practice"], finding["outcome"], finding["url"]) == (
        "foot-patrol",
        "crime",
        "https://example.org/a",
    )
    assert (finding["rated_on"], finding["study_count"], finding["year"]) == ("2026-11-02", "7", "")
    assert (finding["direction"], finding["strength"], finding["source_org"]) == (
        "Helps",
        "Design not stated",
        "A journal",
    )
    assert (example["item"], example["year"]) == ("Item 1.5.1", "2019")


@TABLES
def test_every_field_is_in_the_file(table):
    ours = {"id", "sort_key", "updated_at", "reworded_at", "is_featured"}
    fields = {field.name for field in (*table.model._meta.fields, *table.model._meta.many_to_many)}
    assert fields - ours == {column.field.name for column in table.columns}
    assert len({column.name for column in table.columns}) == len(table.columns)


@TABLES
def test_the_database_holds_the_key_unique(table):
    rules = [rule for rule in table.model._meta.constraints if isinstance(rule, UniqueConstraint)]
    unique = [set(rule.fields) for rule in rules if rule.condition is None]
    unique += [{field.name} for field in table.model._meta.fields if field.unique and not field.primary_key]
    assert unique == [set(table.key)]


def test_a_row_is_shown_under_its_own_model():
    item = Item.objects.get(pk=make_item(number="1.1.1").pk)
    assert ITEMS.model_of(item) is ActionItem
    assert ITEMS.model_of(item.parent) is Recommendation
    assert FINDINGS.model_of(make_finding()) is FINDINGS.model


def test_many_cost_what_two_do(django_assert_max_num_queries):
    practice = make_practice()
    for number in range(1, 21):
        make_item(number=f"1.1.{number}", practices=[practice])
    with django_assert_max_num_queries(6):  # the keys, the rows of a chunk, and four relations of them
        ITEMS.as_csv(Item.objects.all())
