"""The private page of a list: order, groups, notes, removing, undo, two browsers."""

import re
from dataclasses import replace

import pytest

from resources.reading_lists import history
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import Change, Entry, ReadingList
from tests.factories import make_item, make_practice, make_resource
from tests.resources.reading_lists.conftest import hidden, nonce, titles, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(kept) -> list[str]:
    return list(Entry.objects.in_order().values_list("key", flat=True))


def edit(visitor, kept: str, **of_entries) -> None:
    visitor.post(f"{kept}edit/", **typed(**of_entries))


def all_typed(**changed) -> dict:
    """The form of all entries as it stands, with some typed otherwise: key → (group, note)."""
    now = {entry.key: (entry.group, entry.note) for entry in Entry.objects.all()}
    now |= {name.replace("_", "-"): value for name, value in changed.items()}
    return typed(**now)


def test_works(visitor, kept, keys):
    page = words(visitor.get(kept))
    assert "3 entries" in page
    assert "Crowds" in page
    visitor.post(f"{kept}order/", at=kept, move=f"down {keys[0]}")
    assert titles()[1] == "Crowds"
    boxes = {f"place-{keys[2]}": "1", f"place-{keys[0]}": "2", f"place-{keys[1]}": "1"}
    visitor.post(f"{kept}order/", at=kept, **boxes)
    assert titles()[0] == "Foot patrol"


def test_title_and_introduction(visitor, kept):
    visitor.post(f"{kept}about/", title="For the night shift", introduction="Read\r\nthis.")
    page = visitor.get(kept)
    assert '<h1 class="title">For the night shift</h1>' in page
    assert ReadingList.objects.get().introduction == "Read\nthis."
    answer = visitor.post(f"{kept}about/", status=400, title="x" * 121, introduction="y" * 5_001)
    assert "y" * 5_001 in answer.content.decode()
    visitor.post(f"{kept}about/", status=400, title="a\x00b", introduction="")


def test_groups_stand_together_and_are_moved_whole(visitor, kept, keys):
    visitor.post(f"{kept}edit/", **all_typed(**{keys[0]: ("B", ""), keys[2]: ("A", "Walk.")}))
    assert re.findall(r'<h3 id="group-\d">(.)</h3>', visitor.get(kept)) == ["B", "A"]
    visitor.post(f"{kept}order/", at=kept, move="group-up 2")
    page = visitor.get(kept)
    assert re.findall(r'<h3 id="group-\d">(.)</h3>', page) == ["A", "B"]
    assert "Walk." in page
    assert Change.objects.first().message == "Changed the order"


def test_removed_and_brought_back(visitor, kept, keys):
    visitor.post(f"{kept}edit/", **all_typed(**{keys[0]: ("B", "Mine")}))
    visitor.post(f"{kept}order/", at=kept, remove=keys[0])
    assert len(titles()) == 2
    undo(visitor, kept)
    entry = Entry.objects.in_order().first()
    assert (entry.key, entry.group, entry.note) == (keys[0], "B", "Mine")


def test_a_name_that_no_database_takes_is_read_without_what_it_cannot_hold(visitor, kept, keys):
    visitor.post(f"{kept}order/", at=kept, remove=f"{keys[0]}\x00")
    assert len(titles()) == 2


def undo(visitor, kept: str) -> None:
    page = visitor.get(kept)
    change = re.search(r'name="change" value="(\d+)"', page)[1]
    assert visitor.client.post(f"{kept}history/undo/", {"change": change}).status_code == 302


def test_many_are_removed_with_a_tick_and_all_is_undone_at_once(visitor, kept, keys):
    ticks = {f"{keys[0]}-remove": "1", f"{keys[1]}-remove": "1"}
    visitor.post(f"{kept}edit/", **all_typed(**{keys[2]: ("A", "Walk.")}), **ticks)
    assert titles() == ["Foot patrol"]
    assert Change.objects.first().message == "Changed Foot patrol; Removed 2 entries"
    undo(visitor, kept)
    assert titles()[0] == "Crowds"
    assert Entry.objects.get(key=keys[2]).note == ""


def test_what_was_removed_comes_back_though_it_is_gone_from_the_library(visitor, kept, keys, things):
    visitor.post(f"{kept}order/", at=kept, remove=keys[1])
    things[1].delete()
    undo(visitor, kept)
    assert Entry.objects.get(key=keys[1]).item is None
    assert "It is not in the library any more." in words(visitor.get(kept))


def test_undo_takes_back_only_the_change_it_was_shown_for(visitor, kept, keys):
    change = re.search(r'name="change" value="(\d+)"', visitor.get(kept))[1]
    visitor.post(f"{kept}order/", at=kept, remove=keys[0])
    answer = visitor.client.post(f"{kept}history/undo/", {"change": change})
    assert answer.status_code == 409
    assert len(titles()) == 2
    undo(visitor, kept)
    undo(visitor, kept)
    assert titles() == []
    assert visitor.client.post(f"{kept}history/undo/", {"change": change}).status_code == 302
    page = words(visitor.get(f"{kept}history/"))
    assert "undone" in page


def test_two_browsers_changing_different_things_keep_both(visitor, kept, keys):
    mine, theirs = visitor.get(f"{kept}edit/"), visitor.get(f"{kept}edit/")
    first = hidden(theirs) | all_typed(**{keys[0]: ("A", "")})
    second = hidden(mine) | all_typed(**{keys[0]: ("", "Mine"), keys[1]: ("", "Also mine")})
    assert visitor.client.post(f"{kept}edit/", first).status_code == 302
    assert visitor.client.post(f"{kept}edit/", second).status_code == 302
    entry = Entry.objects.get(key=keys[0])
    assert (entry.group, entry.note) == ("A", "Mine")
    assert Entry.objects.get(key=keys[1]).note == "Also mine"


def test_two_browsers_changing_one_thing_are_asked(visitor, kept, keys):
    mine, theirs = visitor.get(f"{kept}edit/"), visitor.get(f"{kept}edit/")
    visitor.client.post(f"{kept}edit/", hidden(theirs) | all_typed(**{keys[0]: ("", "Theirs")}))
    answer = visitor.client.post(f"{kept}edit/", hidden(mine) | typed(**dict.fromkeys(keys, ("", "Mine"))))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page
    assert Entry.objects.get(key=keys[0]).note == "Theirs"
    name = f"{keys[0]}-note"
    form = hidden(page) | typed(**dict.fromkeys(keys, ("", "Mine"))) | {"asked": name}
    assert visitor.client.post(f"{kept}edit/", form).status_code == 409, "no answer yet"
    assert visitor.client.post(f"{kept}edit/", form | {f"choose-{name}": "mine"}).status_code == 302
    assert {entry.note for entry in Entry.objects.all()} == {"Mine"}


def test_what_another_removed_is_asked_about(visitor, kept, keys):
    mine = visitor.get(f"{kept}edit/")
    visitor.post(f"{kept}order/", at=kept, remove=keys[0])
    sent = hidden(mine) | typed(**dict.fromkeys(keys, ("", "Mine")))
    answer = visitor.client.post(f"{kept}edit/", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Removed meanwhile" in page
    asked = hidden(page) | typed(**dict.fromkeys(keys, ("", "Mine"))) | {"asked": f"{keys[0]}-present"}
    assert visitor.client.post(f"{kept}edit/", asked | {f"choose-{keys[0]}-present": "mine"}).status_code == 302
    assert Entry.objects.get(key=keys[0]).note == "Mine"
    assert Entry.objects.count() == 3


def test_the_title_another_changed_meanwhile_is_shown(visitor, kept):
    mine = visitor.get(f"{kept}about/")
    visitor.post(f"{kept}about/", title="Theirs", introduction="")
    answer = visitor.client.post(f"{kept}about/", hidden(mine) | {"title": "Mine", "introduction": ""})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page
    assert 'value="Mine"' in page
    answer = visitor.client.post(f"{kept}about/", hidden(page) | {"title": "Mine", "introduction": ""})
    assert answer.status_code == 302
    assert ReadingList.objects.get().title == "Mine"


def test_an_order_that_changed_meanwhile_is_left(visitor, kept, keys):
    stale = hidden(visitor.get(kept))
    visitor.post(f"{kept}order/", at=kept, move=f"down {keys[0]}")
    before = titles()
    answer = visitor.client.post(f"{kept}order/", stale | {f"place-{keys[0]}": "3"})
    assert answer.status_code == 409
    assert titles() == before


@pytest.mark.parametrize("move", ["up x", "down record-0", "group-up 9", "sideways item-1", "\x00", "x" * 9_000])
def test_a_move_that_cannot_be_done_changes_nothing(visitor, kept, move):
    before = titles()
    visitor.post(f"{kept}order/", at=kept, move=move)
    visitor.post(f"{kept}order/", at=kept, remove=move)
    assert titles() == before


def test_a_note_that_is_too_long_is_given_back(visitor, kept, keys):
    long = "n" * 2_001
    answer = visitor.post(f"{kept}edit/", status=400, **all_typed(**{keys[0]: ("", long)}))
    page = answer.content.decode()
    assert long in page
    assert "Please correct 1 field." in words(page)
    visitor.post(f"{kept}edit/", status=400, **all_typed(**{keys[0]: ("a\x00", "")}))


def test_a_note_of_a_megabyte_is_given_back_with_what_to_do(visitor, kept, keys):
    long = "n" * 1_000_000
    answer = visitor.post(f"{kept}edit/", status=400, **all_typed(**{keys[0]: ("", long)}))
    assert long in answer.content.decode()
    assert "at most 2000 characters" in answer.content.decode()
    answer = visitor.client.post(f"{kept}edit/", {"began": "n" * 4_000_000})
    assert answer.status_code == 400
    assert "shorten what you wrote" in words(answer.content.decode())


def test_a_form_cut_off_on_its_way_changes_nothing(visitor, kept, keys):
    form = hidden(visitor.get(f"{kept}edit/")) | all_typed(**{keys[0]: ("A", "Mine")})
    del form[f"{keys[2]}-note"]
    assert visitor.client.post(f"{kept}edit/", form).status_code == 400
    assert visitor.client.post(f"{kept}edit/", {}).status_code == 400
    assert not Entry.objects.exclude(group="").exists()


def test_a_form_sent_twice_is_one_change(visitor, kept, keys):
    form = hidden(visitor.get(f"{kept}edit/")) | all_typed(**{keys[0]: ("A", "Mine")})
    for _ in range(2):
        assert visitor.client.post(f"{kept}edit/", form).status_code == 302
    assert Change.objects.count() == 2


def test_more_than_a_network_may_write_is_not_kept(visitor, kept, keys, monkeypatch):
    monkeypatch.setattr(LISTS.limits, "written", replace(LISTS.limits.written, most=100))
    answer = visitor.post(f"{kept}about/", status=429, title="x" * 100, introduction="")
    assert "Nothing of this form was kept" in words(answer.content.decode())
    assert ReadingList.objects.get().title == ""


def test_the_history_is_bounded(visitor, kept, monkeypatch):
    monkeypatch.setattr(history, "MOST_KEPT", 2)
    for title in "abc":
        visitor.post(f"{kept}about/", title=title, introduction="")
    assert Change.objects.count() == 2
    assert "The history goes back to" in words(visitor.get(f"{kept}history/"))


def test_a_long_list_is_edited_in_parts(visitor, kept):
    whole = ReadingList.objects.get()
    for number in range(120):
        whole.entries.create(key=f"record-{9_000 + number}", number=9_000 + number, position=10 + number)
    page = visitor.get(f"{kept}edit/?from=101")
    assert 'aria-current="page">Entries 101 to 123' in page
    assert page.count('-note"') >= 23
    one = visitor.get(f"{kept}edit/?entry=record-9000")
    assert one.count("<textarea") == 1


def test_queries_do_not_grow_with_the_list(visitor, kept, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):  # the list, its entries, its last change, and what they are of
        visitor.get(kept)
    visitor.add(*(make_resource() for _ in range(5)), address=kept)
    visitor.add(*(make_item(number=f"2.{n}") for n in range(1, 5)), make_practice(name="Lighting"), address=kept)
    with django_assert_max_num_queries(10):
        visitor.get(kept)
    with django_assert_max_num_queries(4):
        visitor.get(f"{kept}edit/")


def test_moves_count_once_by_their_form(visitor, kept, keys):
    form = {"nonce": nonce(visitor.get(kept)), "move": f"down {keys[0]}"}
    for _ in range(2):
        visitor.client.post(f"{kept}order/", form)
    assert titles()[1] == "Crowds"
