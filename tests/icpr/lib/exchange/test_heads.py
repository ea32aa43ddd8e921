"""The heads of columns: the same for ever, and files that were written under others are read in."""

import csv
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.apply import apply
from icpr.lib.exchange.dry_run import dry_run
from icpr.operations.imports import save_rows
from pillars.blueprint.exchange import EXAMPLES, FINDINGS, ITEMS
from tests.factories import make_actor, make_focus_area, make_pillar, make_practice

pytestmark = pytest.mark.django_db

FORMER = Path(__file__).parent / "former"  # as files were written while their heads were labels

LATER = {"source_name", "figure", "figure_of"}  # columns that came after

TABLES = {"items": ITEMS, "findings": FINDINGS, "examples": EXAMPLES}

HEADS = {
    "items": "number,level,pillar,parent,statement,plain_title,actors,focus_areas,practices,near_practices,first_step,"
    "effort,owner_unit,side,question,place_in_report,source_name,source_url,verified,number_inferred,staff_note,state",
    "findings": "practice,outcome,url,direction,rating_words,rated_by,scheme,rated_on,design,strength,study_count,"
    "summary,figure,figure_of,source_title,source_org,year,looked_on",
    "examples": "item,agency,url,summary,source_title,year,looked_on,staff_note",
}


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(("name", "table"), TABLES.items())
def test_works(name, table):
    """Whoever renames a field or a label keeps this, or every file that was written before can be read in no more."""
    assert ",".join(lines(table.as_csv(table.model.objects.all()))[0]) == HEADS[name]
    assert not set(table.former) & {column.name for column in table.columns}
    assert set(table.former.values()) <= {column.name for column in table.columns}


def test_files_with_the_former_heads_are_read_in():
    make_pillar(name="Trust"), make_focus_area(name="Leadership")
    make_practice(name="Foot patrol"), make_practice(name="Cameras")
    make_actor(), make_actor(slug="community")
    user = User.objects.create_user("editor", is_staff=True)
    for name, table in TABLES.items():
        text = (FORMER / f"{name}.csv").read_bytes().decode()
        outcome = dry_run(table, text)
        assert (outcome.unread, outcome.with_errors, outcome.same) == ([], [], 0)
        assert apply(table, text, outcome.digest, partial(save_rows, table, user))[1]
        heads, *written = lines(table.as_csv(table.model.objects.order_by("pk")))
        kept = [place for place, head in enumerate(heads) if head not in LATER]
        assert [[line[place] for place in kept] for line in written] == lines(text)[1:]


def test_heads_may_be_written_as_words():
    make_practice()
    text = "Practice;Outcome;URL;Rated On;Source_Title;Source\nfoot-patrol;crime;https://example.org/;;A;B\n"
    [line] = dry_run(FINDINGS, text).lines
    assert {change.column.name: change.after for change in line.changes}["source_org"] == "B"


def test_a_head_and_its_former_one_are_two_of_one_column():
    with pytest.raises(Unreadable, match="Two columns are named “source_org”"):
        dry_run(FINDINGS, "practice,outcome,url,source_org,source\n")
