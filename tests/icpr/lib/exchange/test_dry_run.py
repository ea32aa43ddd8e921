"""A file read without changing anything: what it would do, and what cannot be taken, in plain words."""

import pytest

from icpr.lib.csvfile import TOO_MANY_CELLS, Unreadable
from icpr.lib.exchange.dry_run import dry_run
from pillars.blueprint.exchange import EXAMPLES, FINDINGS, ITEMS
from pillars.models import Item, ItemState, Practice
from tests.factories import make_example, make_finding, make_focus_area, make_item, make_pillar, make_practice

pytestmark = pytest.mark.django_db


def told(outcome) -> list[tuple[str, str, str]]:
    return [(change.column.name, change.before, change.after) for line in outcome.taken for change in line.changes]


def test_works(file):
    make_item(number="1.1", practices=[make_practice(name="Foot patrol")], effort="low")
    make_item(number="1.2")
    cameras = make_practice(name="Cameras")
    table = file(ITEMS)
    table.rows[0] |= {"effort": "high effort", "practices": "Foot patrol; cameras", "plain_title": " Walk "}
    outcome = table.run()
    assert (len(outcome.added), len(outcome.changed), outcome.same, outcome.with_errors) == (0, 1, 1, [])
    assert told(outcome) == [
        ("plain_title", "", "Walk"),
        ("practices", "foot-patrol", "cameras; foot-patrol"),
        ("effort", "Low effort", "High effort"),
    ]
    assert Item.objects.get(number="1.1").effort == "low"
    assert not cameras.items.exists()


@pytest.mark.parametrize(
    "text",
    ["=1", "'=1", " padded ", "two\r\nlines", "one\rtwo", "“é”, 日本; x\ty", "-", "\n+1", "# <b>&amp;"],
)
def test_any_text_comes_back_as_it_is(file, text):
    make_item(number="1.1", statement=text, staff_note=text, plain_title=text, practices=[make_practice()])
    make_finding(practice=Practice.objects.get(), outcome=text, rating_words=text)
    make_example(item=Item.objects.get(), agency=text)
    for table in (ITEMS, FINDINGS, EXAMPLES):
        outcome = file(table).run()
        assert (outcome.same, len(outcome.lines)) == (1, 1)


def test_a_spreadsheet_may_change_form_and_order(file):
    make_item(number="1.10", verified=True)
    make_finding(practice=make_practice(), url="https://example.org/1")
    text = "verified;NUMBER ;Plain Title\r\nTRUE;item  1.10;café\r\n;;\r\n"
    assert told(dry_run(ITEMS, text)) == [("plain_title", "", "café")]
    text = "practice\toutcome\taddress\trated on\nfoot-patrol\tcrime\thttps://example.org/1\t11/2/2026\n"
    assert told(dry_run(FINDINGS, text)) == [("rated_on", "", "2026-11-02")]


def test_a_finding_without_an_address_is_recognized_too(file):
    make_finding(practice=make_practice(), url="")
    text = "practice,outcome,url,year\nfoot-patrol,crime,,2020\nfoot-patrol,trust,,2021\nfoot-patrol,trust,,2022\n"
    outcome = dry_run(FINDINGS, text)
    assert [(line.is_new, bool(line.problems)) for line in outcome.lines] == [
        (False, False),
        (True, True),
        (True, True),
    ]
    assert told(outcome) == [("year", "", "2020")]
    head = "practice,outcome,url,direction,summary,source_title,source_org"
    text = f"{head}\nfoot-patrol,trust,,Helps,It helps.,A study,Us\n"
    added = dry_run(FINDINGS, text).added
    assert [line.row.url for line in added] == [""]
    assert not [change for change in added[0].changes if change.column.name == "url"]


def test_a_column_left_out_is_left_alone_and_an_empty_cell_empties():
    make_item(number="1.1", effort="low", plain_title="Walk", practices=[make_practice()])
    outcome = dry_run(ITEMS, "number,effort,practices,colour\nItem 1.1,,,red\n")
    assert told(outcome) == [("practices", "foot-patrol", ""), ("effort", "Low effort", "")]
    assert outcome.unread == ["colour"]
    assert dry_run(ITEMS, "number,plain title,effort\nItem 1.1,Walk\n").same == 1, "a line cut short"


def test_a_new_item_waits_to_be_checked_unless_the_file_says_otherwise():
    make_pillar(name="Trust")
    head = "number,level,statement,state,parent,pillar\n"
    outcome = dry_run(
        ITEMS,
        head + "Item 1.9,Recommendation,Do.,,,trust\nItem 1.9.1,Action item,Do more.,Published,Item 1.9,Trust\n",
    )
    assert [line.row.state for line in outcome.added] == [ItemState.TO_CHECK, ItemState.PUBLISHED]
    assert (outcome.appearing, outcome.vanishing) == (1, 0)
    assert told(outcome)[:3] == [
        ("number", "", "Item 1.9"),
        ("level", "", "Recommendation"),
        ("pillar", "", "trust"),
    ]
    assert [line.name for line in outcome.added] == ["1.9 Do.", "1.9.1 Do more."]
    assert outcome.added[1].row.parent is outcome.added[0].row
    assert not Item.objects.exists()


def test_what_readers_would_see_or_miss_is_counted(file):
    for number in ("1.1", "1.2", "1.3"):
        make_item(number=number)
    make_item(number="1.4", state=ItemState.TO_CHECK)
    make_example(item=Item.objects.get(number="1.4"))
    table = file(ITEMS)
    for row, state in zip(
        table.rows, ("discarded", "To check against the report", "published", "published"), strict=True
    ):
        row["state"] = state
    outcome = table.run()
    assert (outcome.appearing, outcome.vanishing) == (1, 2)
    unseen, finding = file(EXAMPLES), make_finding(practice=make_practice())
    unseen.rows.append(unseen.rows[0] | {"agency": "Elsewhere"})
    assert (len(unseen.run().added), unseen.run().appearing) == (1, 0)
    seen = file(FINDINGS)
    seen.rows.append(seen.rows[0] | {"outcome": f"not {finding.outcome}"})
    assert (len(seen.run().added), seen.run().same, seen.run().appearing) == (1, 1, 1)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"number": "1.1"}, "number", "Write “Item 1.1”"),
        ({"number": "1-Jan"}, "number", "is no number of an item"),
        ({"number": ""}, "number", "cannot be empty"),
        ({"number": "Item 7.1"}, "number", "no number of an item"),
        ({"parent": "1.1"}, "parent", "Write “Item 1.1”"),
        ({"parent": "Item 3.3"}, "parent", "No item in the library or on an earlier line is called “Item 3.3”"),
        ({"parent": "Item 1.2"}, "", "An action item stands under a recommendation"),
        ({"level": "Action item"}, "", "An action item stands under a recommendation"),
        ({"level": ""}, "level", "cannot be blank"),
        ({"level": "Law"}, "level", "“Law” is not one of: Overarching recommendation; Recommendation; Action item"),
        ({"pillar": "seventh"}, "pillar", "No pillar in the library is called “seventh”"),
        ({"practices": "foot-patrol; magic"}, "practices", "No practice in the library is called “magic”"),
        ({"statement": ""}, "statement", "cannot be blank"),
        ({"statement": "x" * 501}, "statement", "Longer than 500 characters: it has 501"),
        ({"plain_title": "x" * 81}, "plain_title", "Longer than 80 characters"),
        ({"source_url": "nowhere"}, "source_url", "Enter a valid URL"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "Enter a valid URL"),
        ({"verified": "perhaps"}, "verified", "Say yes or no"),
        ({"verified": ""}, "verified", "Say yes or no"),
        ({"state": ""}, "state", "cannot be blank"),
        ({"state": "x" * 9_000}, "state", "is not one of"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_its_line(file, cells, column, reason):
    for number in ("1.1", "1.2"):
        make_item(number=number, practices=[])
    make_practice()
    table = file(ITEMS)
    table.rows[0] |= cells
    outcome = table.run()
    [line] = outcome.with_errors
    assert line.number == 2
    assert [name for name, _ in line.problems] == [column], "told once"
    assert reason in line.problems[0][1]
    assert (outcome.taken, outcome.same) == ([], 1)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"practice": "magic"}, "practice", "No practice in the library is called “magic”"),
        ({"direction": "down"}, "direction", "is not one of: Helps; Mixed results"),
        ({"rated_on": "yesterday"}, "rated_on", "Give the day as year-month-day"),
        ({"looked_on": "0000-00-00"}, "looked_on", "Give the day as year-month-day"),
        ({"year": "1899"}, "year", "greater than or equal to 1900"),
        ({"year": "9" * 5_000}, "year", "is not a whole number"),
        ({"year": "1000000000"}, "year", "is not a whole number"),
        ({"year": "٢٠١٦"}, "year", "is not a whole number"),
        ({"study_count": "-1"}, "study_count", "is not a whole number"),
        ({"study_count": "1.5"}, "study_count", "is not a whole number"),
        ({"figure": "28%"}, "", "or neither"),
        ({"figure": "2" * 21}, "figure", "Longer than 20"),
        ({"outcome": " "}, "outcome", "cannot be empty"),
        ({"url": "ftp:/x"}, "url", "Enter a valid URL"),
        ({"source_org": ""}, "source_org", "cannot be blank"),
    ],
)
def test_what_cannot_be_taken_of_a_finding(file, cells, column, reason):
    make_finding(practice=make_practice())
    table = file(FINDINGS)
    table.rows[0] |= cells
    [problem] = table.problems()
    assert problem[0] == column
    assert reason in problem[1]


def test_a_new_row_is_told_once_what_is_wrong_with_a_field():
    make_practice()
    header = "practice,outcome,address,direction,summary,source title,source"
    text = f"{header}\nfoot-patrol,a,https://a.org,up,s,{'x' * 251},o\n"
    [line] = dry_run(FINDINGS, text).with_errors
    assert [name for name, _ in line.problems] == ["direction", "source_title"]


def test_the_first_of_two_lines_counts(file):
    make_item(number="1.1")
    table = file(ITEMS)
    table.rows.append(table.rows[0] | {"number": "ITEM 1.1", "effort": "Low effort"})
    assert table.problems() == [("", "It stands in the file twice; the first line counts.")]
    assert table.run().same == 1


def test_below_a_new_item_that_cannot_be_taken_nothing_stands():
    head = "number,level,statement,parent\n"
    outcome = dry_run(ITEMS, head + "Item 1.9,Recommendation,,\nItem 1.9.1,Action item,Do more.,Item 1.9\n")
    assert not outcome.taken
    assert [line.problems[0][0] for line in outcome.with_errors] == ["statement", "parent"]


def test_a_parent_below_its_item_is_not_found():
    head = "number,level,statement,parent\n"
    outcome = dry_run(ITEMS, head + "Item 1.9.1,Action item,Do more.,Item 1.9\nItem 1.9,Recommendation,Do.,\n")
    assert [line.number for line in outcome.with_errors] == [2]
    assert len(outcome.added) == 1


def test_a_text_that_runs_over_is_not_cut():
    make_item(number="1.1", statement="First, then.")
    outcome = dry_run(ITEMS, "number,statement\nItem 1.1,First, then.\n")
    assert outcome.with_errors[0].problems == [("column C", TOO_MANY_CELLS)]
    moved = dry_run(ITEMS, "number,statement,staff note\nItem 1.1,First, then.,\n")
    assert moved.with_errors[0].problems == [("column D", TOO_MANY_CELLS)], (
        "the last is empty, and what is before it moved"
    )
    assert dry_run(ITEMS, 'number,statement,,\nItem 1.1,"First, then.",,\n').same == 1, "as spreadsheets save it"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "It lacks “number”"),
        ("Item 1.1,Do.\n", "It lacks “number”"),
        ("number,effort,Effort\nItem 1.1,,\n", "Two columns are named “effort”"),
        ("number\n" + "Item 1.1\n" * 2_001, "2,001 lines; at most 2,000"),
        ("number,staff note\nItem 1.1," + "x" * 200_000, "cannot be read as a table"),
    ],
)
def test_what_is_no_table_is_refused(text, message):
    with pytest.raises(Unreadable, match=message):
        dry_run(ITEMS, text)


def test_a_finding_needs_all_that_it_is_recognised_by():
    with pytest.raises(Unreadable, match="It lacks “outcome”, “url”"):
        dry_run(FINDINGS, "practice\nfoot-patrol\n")


def test_every_field_can_be_filled(file):
    """A new row of each table with something in every field is taken whole."""
    make_pillar(name="Trust"), make_focus_area(name="Leadership"), make_practice()
    make_item(number="1.1", effort="low", plain_title="Walk", first_step="Go.", question="Who?", owner_unit="Patrol")
    items = file(ITEMS)
    items.rows[0] |= {"number": "Item 1.2", "pillar": "trust", "focus_areas": "leadership", "practices": "foot-patrol"}
    items.rows[0] |= {"near_practices": "Foot patrol", "side": "both", "place_in_report": "p. 3"}
    items.rows[0]["source_name"] = "A city’s copy"
    items.rows[0] |= {"source_url": "https://example.org", "staff_note": "n", "number_inferred": "yes"}
    items.rows[0] |= {"level": "action_item", "parent": "Item 1.1"}
    [line] = items.run().added
    assert [change.column for change in line.changes] == ITEMS.columns


def test_many_cost_what_two_do(django_assert_max_num_queries, file):
    practice = make_practice()
    for number in range(1, 21):
        make_item(number=f"1.1.{number}", practices=[practice])
        make_finding(practice=practice, outcome=f"crime {number}")
    text, found = file(ITEMS).text, file(FINDINGS).text.replace("Helps", "Harm found")
    with django_assert_max_num_queries(6):
        assert dry_run(ITEMS, text).same == 21
    with django_assert_max_num_queries(2):
        assert len(dry_run(FINDINGS, found).changed) == 20


def test_what_cannot_be_seen_is_taken_out_or_refused(file):
    make_item(number="1.1", statement="Do it.")
    made = file(ITEMS)
    made.rows[0] |= {"plain_title": "Tr\u200bust\u202e", "statement": "Do\u00ad it."}
    (line,) = made.run().changed
    assert [(change.column.name, change.after) for change in line.changes] == [("plain_title", "Trust")]
    made.rows[0]["plain_title"] = "\u200b…"
    assert made.problems() == [("plain_title", "Give it at least one letter or digit: this has none.")]
