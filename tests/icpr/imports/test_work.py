"""A file is worked as far as it goes without people, in pieces, by whoever has the job, and each deed counts once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from icpr.imports import applying, columns, dates, intake, looking
from icpr.imports.failed_rows import written
from icpr.imports.jobs import forget_imports
from icpr.imports.models import KEPT, Import, ImportLine, Outcome, RememberedColumns, State
from icpr.imports.work import GAVE_UP, work, work_all
from icpr.jobs.leases import Interrupted
from icpr.operations.models import Operation
from pillars.blueprint.exchange import EXAMPLES, FINDINGS, ITEMS
from pillars.models import AgencyExample, Finding, Item
from resources.exchange import RESOURCES
from resources.models import Resource
from tests.factories import make_item, make_practice, make_publisher, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db) -> User:
    return User.objects.create_superuser("root")


def nothing() -> None:
    """A heartbeat of nobody."""


def brought(table, user, text: str | bytes, name: str = "a.csv") -> Import:
    intake.receive(table, user, name, text if isinstance(text, bytes) else text.encode())
    work_all(nothing, nothing)
    return Import.objects.latest("pk")


def confirmed(one: Import, user) -> Import:
    assert applying.confirm(one, user, one.looks)
    work_all(nothing, nothing)
    one.refresh_from_db()
    return one


def test_works(user):
    item = make_item(number="1.1", effort="low")
    one = brought(ITEMS, user, "number,effort\nItem 1.1,high\nItem 1.2,low\n")
    assert (one.state, one.counts["changed"], one.counts["error"]) == (State.LOOKED, 1, 1)
    assert Item.objects.get().effort == "low"
    one = confirmed(one, user)
    item.refresh_from_db()
    assert (one.state, item.effort, one.operation) == (State.DONE, "high", Operation.objects.get())
    assert (one.operation.changed_count, one.operation.refused_count) == (1, 1)


def test_what_is_confirmed_is_what_was_shown(user):
    item = make_item(number="1.1", effort="low")
    one = brought(ITEMS, user, "number,effort\nItem 1.1,high\n")
    Item.objects.update(effort="medium")
    one = confirmed(one, user)
    assert (one.state, one.is_stale, one.lines.get().changes) == (
        State.LOOKED,
        True,
        [["effort", "Medium effort", "High effort"]],
    )
    item.refresh_from_db()
    assert item.effort == "medium"
    assert not applying.confirm(one, user, one.looks - 1), "the page that was shown before"
    assert confirmed(one, user).state == State.DONE
    assert not applying.confirm(one, user, one.looks), "sent twice"


@pytest.mark.slow
def test_a_worker_that_has_to_stop_leaves_all_to_another(user):
    make_practice()
    head = "practice,outcome,url,direction,summary,source_title,source_org\n"
    lines = (f"foot-patrol,o{n},https://example.org/{n},Helps,S.,T,O\n" for n in range(600))
    intake.receive(FINDINGS, user, "a.csv", (head + "".join(lines)).encode())
    calls = []

    def stopping() -> None:
        calls.append(1)
        if len(calls) in {4, 5}:
            raise Interrupted

    for _ in range(2):
        with pytest.raises(Interrupted):
            work_all(stopping, stopping)
        one = Import.objects.get()
        assert (one.state, one.attempts) == (State.LOOKING, 0)
    work_all(stopping, stopping)
    one.refresh_from_db()
    assert (one.state, one.counts["new"]) == (State.LOOKED, 600)
    applying.confirm(one, user, one.looks)
    with pytest.raises(Interrupted):
        work_all(nothing, iter_raise(Interrupted, after=300))
    assert not Finding.objects.exists()
    work_all(nothing, nothing)
    assert Finding.objects.count() == 600


def iter_raise(error, *, after: int):
    """A heartbeat that raises at one call."""
    calls = []

    def beat() -> None:
        calls.append(1)
        if len(calls) == after:
            raise error

    return beat


def test_what_breaks_off_again_and_again_is_given_up(user):
    one = intake.receive(ITEMS, user, "a.csv", b"number\nItem 1.1\n")
    for _ in range(3):
        with pytest.raises(MemoryError):
            work(Import.objects.get(), iter_raise(MemoryError, after=1), nothing)
    other = brought(ITEMS, user, "number\nItem 1.1\n")
    one.refresh_from_db()
    assert (one.state, one.problem, other.state) == (State.REFUSED, GAVE_UP, State.LOOKED)


def test_records_are_looked_at_from_where_it_stopped(user):
    """A table of tens of thousands of rows is read in pieces; what was looked at stays."""
    make_publisher(name="County Press")
    lines = [f"A title of number {n},report,County Press" for n in range(40)]
    intake.receive(RESOURCES, user, "a.csv", "\n".join(["title,kind,publishers", *lines, lines[0]]).encode())
    one = Import.objects.get()
    intake.read(one, nothing)
    looked = list(one.lines.order_by("number")[:10])
    reader = looking.reader_of(one)
    Import.objects.update(state=State.LOOKING)
    looking._look_at(one, reader, looked, nothing)
    one.refresh_from_db()
    assert (one.looked_count, one.lines.filter(is_looked=True).count()) == (10, 10)
    work_all(nothing, nothing)
    one.refresh_from_db()
    assert (one.looked_count, one.counts["new"], one.counts["duplicate"]) == (41, 40, 1)
    assert "line 2 of this file" in one.lines.get(outcome=Outcome.DUPLICATE).likely[0]["name"]
    one = confirmed(one, user)
    assert Resource.objects.count() == 40


def test_heads_of_others_are_guessed_asked_and_remembered(user):
    make_item(number="1.1")
    text = "item,agency,link,what they did,story\nItem 1.1,Town,https://example.org/1,It did.,A story\n"
    one = brought(EXAMPLES, user, text)
    assert (one.state, intake.questions(one)) == (State.ASKING, ["columns"])
    assert columns.guesses(EXAMPLES, one.heads) == ["item", "agency", "", "", ""]
    said = ["item", "agency", "url", "summary", "source_title"]
    assert columns.why_not(EXAMPLES, ["item", "item", "", "", ""])
    one.move(State.ASKING, to=State.ASKING, columns=said)
    columns.remember(EXAMPLES, one.heads, said)
    looking.look_again(one)
    work_all(nothing, nothing)
    one.refresh_from_db()
    assert one.counts["new"] == 1
    again = brought(EXAMPLES, user, text.replace("A story", "A tale"))
    assert (again.state, again.columns) == (State.LOOKED, said)
    assert brought(EXAMPLES, user, f"what_is_wrong,{text}".replace("\nItem", "\nBad.,Item")).columns == ["", *said]
    RememberedColumns.objects.update(columns=["gone"] * 5)
    assert brought(EXAMPLES, user, text).state == State.ASKING, "columns that the table does not have any more"


@pytest.mark.parametrize(
    ("cells", "order", "read"),
    [
        (["3/4/2027", "5/6/2027"], "", None),
        (["3/4/2027", "13/4/2027"], "", ["2027-04-03", "2027-04-13"]),
        (["3/4/2027", "4/13/2027"], "", ["2027-03-04", "2027-04-13"]),
        (["13/4/2027", "4/13/2027"], "", None),
        (["3.4.2027", "2027-05-06"], "day", ["2027-04-03", "2027-05-06"]),
        (["4/4/2027", "2027-05-06 00:00"], "", ["2027-04-04", "2027-05-06 00:00"]),
    ],
)
def test_which_of_day_and_month_stands_first_is_asked(user, cells, order, read):
    lines = "".join(f"Title {n},report,{cell}\n" for n, cell in enumerate(cells))
    one = brought(RESOURCES, user, f"title,kind,new_until\n{lines}")
    if order:
        assert one.state == State.ASKING
        one.move(State.ASKING, to=State.LOOKING, dates={"2": order})
        work_all(nothing, nothing)
        one.refresh_from_db()
    if read is None:
        assert (one.state, intake.questions(one)) == (State.ASKING, ["dates"])
    else:
        assert one.state == State.LOOKED
        assert [row.cells[2] for row in looking.rows_of(one, one.lines.all())] == read


def test_a_day_that_is_none_stays_as_it_is():
    assert dates.iso("31/4/2027", "day") == "31/4/2027"
    assert dates.iso("words", "day") == "words"


def test_words_that_name_nothing_are_decided_once_for_all_lines(user):
    make_publisher(name="County Press")
    lines = [
        f"A title of number {n},report,{name}" for n, name in enumerate(["Conty Press", "conty press", "New Press"])
    ]
    one = brought(RESOURCES, user, "\n".join(["title,kind,publishers", *lines]))
    assert [(each["word"], each["count"]) for each in one.unknown] == [("Conty Press", 2), ("New Press", 1)]
    assert one.unknown[0]["like"][0][1] == "County Press"
    terms = {
        "resources.Publisher": {
            "conty press": ["use", one.unknown[0]["like"][0][0]],
            "new press": ["create", "New Press"],
        }
    }
    one.move(State.LOOKED, to=State.LOOKED, terms=terms)
    looking.look_again(one)
    work_all(nothing, nothing)
    one.refresh_from_db()
    assert (one.counts["new"], one.unknown) == (3, [])
    make_resource()
    one = confirmed(one, user)
    assert one.state == State.DONE, one.problem
    assert [str(record.publishers.get()) for record in Resource.objects.order_by("number")[1:]] == (
        ["County Press", "County Press", "New Press"]
    )


def test_a_list_of_works_is_read_as_drafts_with_what_is_not_claimed_in_the_note(user):
    make_publisher(name="PERF")
    ris = "TY  - RPRT\nAU  - Cruz, Maria\nTI  - On patrol\nPY  - 2015\nPB  - PERF\n"
    ris += "UR  - https://e.org/a\nAB  - Theirs.\nER  - \n"
    one = brought(RESOURCES, user, ris, "list.ris")
    assert one.counts["new"] == 1, one.lines.get().problems
    confirmed(one, user)
    made = Resource.objects.get()
    assert (made.kind, made.is_draft, made.issued_display, made.official_url) == ("report", True, "2015", "")
    assert made.staff_note == "Abstract, not in our words: Theirs.\nAddress given there, not looked at: https://e.org/a"
    assert brought(FINDINGS, user, ris).problem == "A list of works is read into the resources, not into findings."


def test_failed_rows_come_back_with_what_is_wrong(user):
    make_item(number="1.1")
    one = brought(ITEMS, user, "number,effort\nItem 1.1,huge\nItem 1.1,,extra\n")
    text = b"".join(written(one, "csv")).decode("utf-8-sig")
    heads, first, second = text.splitlines()
    assert heads == "what_is_wrong,number,effort,"
    assert "“huge” is not one of" in first
    assert second.endswith("Item 1.1,,extra")
    again = brought(ITEMS, user, text.replace("huge", "high").replace(",,extra", ",,"))
    assert (again.counts["changed"], again.notices) == (1, [])


def test_old_files_are_deleted(user):
    make_item(number="1.1")
    one = confirmed(brought(ITEMS, user, "number,effort\nItem 1.1,high\n"), user)
    brought(ITEMS, user, "number,effort\nItem 1.1,low\n")
    Import.objects.filter(pk=one.pk).update(touched_at=timezone.now() - KEPT - timedelta(minutes=1))
    forget_imports(None)
    assert (Import.objects.count(), ImportLine.objects.count()) == (1, 1)
    assert Operation.objects.exists(), "what was done by it stays"


def test_a_file_deleted_while_it_is_looked_at_is_forgotten(user):
    make_item(number="1.1")
    intake.receive(ITEMS, user, "a.csv", b"number,effort\nItem 1.1,high\n")

    def forgetting() -> None:
        if Import.objects.filter(state=State.LOOKING).exists():
            Import.objects.all().delete()

    work_all(forgetting, nothing)
    assert not ImportLine.objects.exists()
    assert not AgencyExample.objects.exists()
