"""The 300 rated queries keep their make-up: 200 to tune on, 100 to report on, 60 of them with no answer in the library.

`more_queries.json` adds 190 rows to the 110 of `queries.json`. They were written and judged before the search was
changed for them, by reading every record (title, annotation, summary, text, topics, tags, papers, people and
publishers) and every item and practice of the Blueprint. The search was not asked while they were made, and its
vocabulary was not read. The wording is that of different people at a phone or a desk: slips, missing marks, capitals,
plain words, Spanish.

When the catalogue had grown from 194 to 448 public records, the new ones were judged for all 300, in both files, by
reading them all and without asking the search. None answers a silent query; `why` names the nearest of them.

Grades are those of `rated.py`. A `known` query means one record, the only 3, which is to stand first. A `silent` one
has no answer: `why` says what is nearest. No record, item or practice holds all its words.

The test hundred were drawn with `random.Random(20261128)`, in proportion to the types, all from the new rows; they
stand at the end of the file. They say how well the search does on what it was not tuned for. So do not tune on them,
and do not read them while tuning. A checksum below tells when they change. Correct a wrong judgment there only for a
reason in the record itself, with the reason in the commit; when a record is added that answers a query, judge it in
both halves.
"""

import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FIXTURES = HERE.parents[1] / "fixtures"
SMALL_WORDS = {"are", "every", "for", "get", "how", "long", "much", "near", "now", "our", "out", "the", "was", "why"}
TEST_CHECKSUM = "8c0949249d102fc16d3c2f5b5ef157f108e1d2ad5d9916cf7485d292fe5dc001"


def _read(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))


def _beginnings(text: str) -> set[str]:
    """The first five letters of words that say something: they tell "parking" from "parks", not "car" from "cars"."""
    return {word[:5] for word in re.findall(r"\w{3,}", text.casefold()) if word not in SMALL_WORDS}


TUNED, MORE = _read(HERE / "queries.json"), _read(HERE / "more_queries.json")
ROWS = TUNED + MORE
TEST = [row for row in ROWS if row["split"] == "test"]
SILENT = [row for row in ROWS if row["type"] == "silent"]


def test_two_hundred_are_to_tune_on_and_one_hundred_to_report_on():
    assert Counter(row["split"] for row in ROWS) == {"tune": 200, "test": 100}
    assert Counter(row["split"] for row in TUNED) == {"tune": 110}
    assert Counter(row["split"] for row in SILENT) == {"tune": 40, "test": 20}


def test_no_query_is_there_twice():
    assert [text for text, count in Counter(row["query"].casefold() for row in ROWS).items() if count > 1] == []


def test_the_new_queries_come_from_all_kinds_of_people_in_all_types():
    assert Counter(row["type"] for row in MORE) == {
        "known": 28,
        "title": 6,
        "paraphrase": 18,
        "question": 22,
        "broad": 11,
        "acronym": 8,
        "typo": 17,
        "spanish": 20,
        "silent": 60,
    }
    assert all(count >= 50 for count in Counter(row["who"] for row in MORE).values())
    assert {row["who"] for row in MORE} == {"chief", "community", "staff"}


def test_the_test_hundred_are_drawn_in_proportion_to_the_types():
    drawn, answered = Counter(row["type"] for row in TEST), [row for row in MORE if row["type"] != "silent"]
    for name, count in Counter(row["type"] for row in answered).items():
        assert drawn[name] == pytest.approx(80 * count / len(answered), abs=1), name


def test_grades_name_records_of_the_opening_catalogue():
    numbers = {str(record["fields"]["number"]) for record in _read(FIXTURES / "03_resources.json")}
    assert {number for row in ROWS for number in row["grades"]} <= numbers
    assert {grade for row in ROWS for grade in row["grades"].values()} == {1, 2, 3}


def test_a_query_has_a_full_answer_or_a_reason_for_having_none():
    for row in MORE:
        if row["type"] == "silent":
            assert row["grades"] == {}, row["query"]
            assert row["why"].strip(), row["query"]
        else:
            assert 3 in row["grades"].values(), row["query"]
            assert "why" not in row, row["query"]


def test_nothing_in_the_catalogue_or_the_blueprint_holds_all_words_of_a_silent_query():
    names = ("03_resources.json", "02b_blueprint.json", "02c_agency_examples.json")
    entries = [list(entry["fields"].values()) for name in names for entry in _read(FIXTURES / name)]
    held = [_beginnings(json.dumps(values, ensure_ascii=False)) for values in entries]
    assert [row["query"] for row in SILENT if any(_beginnings(row["query"]) <= words for words in held)] == []


def test_a_known_item_is_one_record():
    known = [row for row in MORE if row["type"] == "known"]
    assert {list(row["grades"].values()).count(3) for row in known} == {1}


def test_nobody_edits_the_test_hundred_unnoticed():
    text = json.dumps(sorted(TEST, key=lambda row: row["query"]), ensure_ascii=False, sort_keys=True)
    assert sha256(text.encode()).hexdigest() == TEST_CHECKSUM, "read the note at the top of this file"
