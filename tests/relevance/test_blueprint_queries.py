"""The rated queries for the Blueprint: each is answered by an item or a practice, or by none.

`blueprint_queries.json` was written and judged by reading every public item, practice, finding and account of an
agency, before the Blueprint could be searched. `best` names what is to stand among the first three: items by number,
practices by slug. Half of the rows, drawn with `random.Random(20261128)`, are only reported on: do not tune on them.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from resources import search
from resources.catalogue import facet_index, in_blueprint
from tests.relevance.asking import load
from tests.relevance.rated import FIRST

ROWS = json.loads(Path(__file__).with_name("blueprint_queries.json").read_text())
SUCCESS = 0.95


def first(text: str) -> list[str]:
    """What the panel beside the list shows for a text, and the Blueprint's own search finds too."""
    now = facet_index.current()
    beside = in_blueprint.beside(text, search.find(text, now.positions, now.edition), now.edition).matches
    assert beside == in_blueprint.of_text(text).matches, text
    return [entry.number or entry.slug for entry in beside.first(FIRST)]


@pytest.mark.django_db
def test_works():
    load()
    shown = {row["query"]: first(row["query"]) for row in ROWS}
    for split in ("tune", "report"):
        asked = [row for row in ROWS if row["split"] == split and row["best"]]
        missed = [row["query"] for row in asked if not set(shown[row["query"]]) & set(row["best"])]
        assert len(missed) <= (1 - SUCCESS) * len(asked), missed
    assert {row["query"]: found for row in ROWS if not row["best"] and (found := shown[row["query"]])} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("practice", ["Foot patrol", "Hot spots policing", "Body-worn cameras", "Civilian oversight"])
def test_a_query_that_names_a_practice_shows_it_first(opening, practice):
    assert first(practice)[0] == first(f"research on {practice.lower()}")[0] == practice.lower().replace(" ", "-")


def test_the_set_is_as_large_and_mixed_as_it_has_to_be():
    assert len({row["query"].casefold() for row in ROWS}) == len(ROWS)
    assert Counter((row["split"], bool(row["best"])) for row in ROWS) == {
        ("tune", True): 26,
        ("report", True): 26,
        ("tune", False): 7,
        ("report", False): 7,
    }
