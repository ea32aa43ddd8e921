"""What a drill says of what it saw; the drills themselves are run by `make drill`."""

from types import SimpleNamespace

import pytest

from tests.drills import __main__ as command
from tests.drills import letters, restoring
from tests.drills.drills import DRILLS, _kept
from tests.drills.growth import Held, compared
from tests.drills.keeper import Keeper
from tests.drills.readers import Answer, seen


def test_works():
    told = seen([Answer(began=number / 10, took=number / 100, code=200) for number in range(100)])
    assert (told.answers, told.median, told.p95, told.longest, told.failed, told.away) == (100, 0.5, 0.95, 0.99, 0, 0)
    assert str(told) == "100 pages; half within 500 ms, 95 % within 950 ms, the longest 990 ms; none failed"


def test_who_is_not_answered_is_counted_and_no_good_time():
    answers = [Answer(1, 0.1, 200), Answer(2, 0.5, 503), Answer(3, 30, 0), Answer(40, 0.1, 304), Answer(41, 0.1, 404)]
    told = seen(answers)
    assert (told.answers, told.failed, told.unanswered, told.away) == (2, 2, 1, pytest.approx(39))
    assert "1 told to come again, 1 not answered; nobody was answered for 39.0 s" in str(told)
    assert seen(answers, where=lambda answer: answer.began > 35).failed == 0


def test_a_pause_in_which_nobody_asked_is_none():
    assert seen([Answer(1, 0.1, 200), Answer(60, 0.1, 200)]).away == 0


def test_what_is_lost_ends_it(monkeypatch):
    keeper = Keeper(["http://127.0.0.1:1"], [], said={"/lists/a/": ["ICPR-000001", "ICPR-000002"]})
    monkeypatch.setattr(keeper, "_ask", lambda page: (page, '{"number": "ICPR-000001"}'))
    assert keeper.lost() == ["ICPR-000002"]
    with pytest.raises(SystemExit, match="these are lost: ICPR-000002"):
        _kept(keeper)


def test_what_grows_while_it_runs_ends_it():
    flat = [Held(700, 100, 30, 10, {"entry": number, "session": 5}) for number in range(8)]
    assert compared(flat) == (
        "at first, in the second quarter and in the last 700, 700, 700 MB, 100, 100, 100 open files, "
        "30, 30, 30 threads, 10, 10, 10 sessions; rows: entry +7"
    )
    leaking = [Held(700, 100 + 10 * number, 30, 10) for number in range(8)]
    with pytest.raises(SystemExit, match=r"when all was warm: 100, 130, 170 open files$"):
        compared(leaking)


def rows(**tables: dict) -> dict:
    pair = {str(number): {"title": f"Pair 1 {end}"} for number, end in enumerate(("first", "second"))}
    return {"resources_resource": pair, "lists": {"1": {"name": "A"}, "2": {"name": "B"}}} | tables


def test_a_restored_place_has_what_nobody_changed_and_nothing_else():
    changed = rows(lists={"1": {"name": "A"}, "2": {"name": "C"}, "3": {"name": "D"}})
    for there in (rows(), changed):
        assert restoring._same_rows(rows(), changed, there) == 3


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (rows(lists={"2": {"name": "C"}}), "Not as they were in lists: .*1"),
        (rows(lists={"1": {"name": "a"}}), "Not as they were in lists: .*1"),
        (rows(lists={"1": {"name": "A"}, "2": {"name": "B"}, "9": {}}), "In the second place alone, lists: .*9"),
        (
            rows(resources_resource={**rows()["resources_resource"], "7": {"title": "Pair 2 first"}}),
            "In the second place alone, resources_resource",
        ),
    ],
)
def test_a_restored_place_that_is_another_ends_it(there, said):
    with pytest.raises(SystemExit, match=said):
        restoring._same_rows(rows(), rows(), there)


def test_half_of_what_was_written_at_once_ends_it():
    half = rows(resources_resource={"0": {"title": "Pair 1 first"}})
    with pytest.raises(SystemExit, match=r"not both in it: \{'1'\}"):
        restoring._same_rows(half, rows(), half)


def test_a_letter_that_comes_twice_ends_it():
    library = SimpleNamespace(mail=SimpleNamespace(recipients=["ada@example.org", "bo@example.org"]))
    assert letters.await_each_once(library, ["ada@example.org"]) < 1
    library.mail.recipients.append("bo@example.org")
    with pytest.raises(SystemExit, match=r"more than once: bo@example\.org"):
        letters.await_each_once(library, ["ada@example.org"])


def test_figures_take_the_place_of_older_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "SERVICE", tmp_path / "service.md")
    first, second = (drill.__name__ for drill in DRILLS[:2])
    command.SERVICE.write_text(f"before\n{command.BEGIN}{command.END}after\n")
    command._write({second: f"| `{second}`: two | old |"})
    command._write({first: f"| `{first}`: one | new |"})
    command._write({second: f"| `{second}`: two | new |"})
    text = command.SERVICE.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert [line for line in text.splitlines() if line.startswith("| `")] == [
        f"| `{first}`: one | new |",
        f"| `{second}`: two | new |",
    ]


def test_it_has_its_place_in_the_document():
    text = command.SERVICE.read_text()
    assert text.count(command.BEGIN) == text.count(command.END) == 1
