"""What was shown is done: whole, once, with a history that can be put back row by row."""

import threading
from functools import partial

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError, connection
from reversion.models import Revision, Version

from icpr.lib.exchange.apply import apply
from icpr.lib.exchange.dry_run import dry_run
from icpr.lib.history.revisions import AS_IT_WAS
from icpr.operations.imports import save_rows
from pillars.blueprint.exchange import EXAMPLES, FINDINGS, ITEMS
from pillars.models import ActionItem, AgencyExample, Finding, Item, ItemState, Recommendation
from tests.factories import make_example, make_finding, make_focus_area, make_item, make_practice

pytestmark = pytest.mark.django_db

NEW = (
    "number,level,statement,parent,practices\n"
    "Item 1.9,recommendation,Do.,,foot-patrol\n"
    "Item 1.9.1,action item,More.,Item 1.9,\n"
)


@pytest.fixture
def user(db) -> User:
    return User.objects.create_user("editor", is_staff=True)


def confirmed(table, text: str, user: User):
    """Read a file in as somebody does who has looked at the dry run."""
    outcome, done = apply(table, text, dry_run(table, text).digest, partial(save_rows, table, user))
    assert done
    return outcome


def comments(row) -> list[str]:
    return [version.revision.comment for version in Version.objects.get_for_object(row)]


def test_works(user, file):
    patrol = make_practice(name="Foot patrol")
    item = make_item(number="1.1", actors=["local-agency", "community"], effort="low")
    make_item(number="1.2")
    table = file(ITEMS)
    table.rows[0] |= {"effort": "High effort", "actors": "community", "practices": "foot-patrol"}
    confirmed(ITEMS, table.text, user)
    item = Item.objects.get(number="1.1")
    assert item.effort == "high"
    assert [actor.slug for actor in item.actors.all()] == ["community"]
    assert [*item.practices.all()] == [patrol]
    assert comments(item) == ["Imported from a file: who must act, practices, effort.", AS_IT_WAS]
    latest = Version.objects.get_for_object(item)[0]
    assert latest.revision.user == user
    assert latest.field_dict["practices"] == [patrol.pk], "with its relations"
    assert comments(Item.objects.get(number="1.2")) == [], "what stays the same has no new history"
    [entry] = LogEntry.objects.all()
    assert (entry.user, entry.action_flag, entry.object_id) == (user, CHANGE, str(item.pk))
    assert entry.content_type.model_class() is Recommendation
    assert entry.get_change_message() == comments(item)[0]
    assert file(ITEMS).text == table.text


def test_new_items_stand_under_new_items(user):
    make_practice()
    confirmed(ITEMS, NEW, user)
    above, below = Item.objects.all()
    assert (below.parent, below.sort_key, below.level) == (above, "01.09.01", "action_item")
    assert [practice.slug for practice in above.practices.all()] == ["foot-patrol"]
    assert 0 < above.pk < below.pk
    assert {above.state, below.state} == {ItemState.TO_CHECK}
    assert comments(below) == ["Imported from a file: added."]
    entries = LogEntry.objects.order_by("pk")
    assert [entry.action_flag for entry in entries] == [ADDITION, ADDITION]
    assert [entry.content_type.model_class() for entry in entries] == [Recommendation, ActionItem]


def test_findings_and_examples_are_taken_too(user, file):
    make_finding(practice=make_practice())
    make_example()
    findings, examples = file(FINDINGS), file(EXAMPLES)
    findings.rows[0]["rated_on"] = "2026-11-02"
    findings.rows.append(findings.rows[0] | {"outcome": "trust", "rated_on": ""})
    examples.rows[0]["year"] = "2019"
    for table in (findings, examples):
        confirmed(table.table, table.text, user)
    assert [(finding.outcome, finding.rated_on is None) for finding in Finding.objects.all()] == [
        ("crime", False),
        ("trust", True),
    ]
    assert AgencyExample.objects.get().year == 2019


def test_sent_twice_it_counts_once(user):
    make_practice()
    digest = dry_run(ITEMS, NEW).digest
    assert apply(ITEMS, NEW, digest, partial(save_rows, ITEMS, user))[1]
    before = Revision.objects.count(), LogEntry.objects.count()
    outcome, done = apply(ITEMS, NEW, digest, partial(save_rows, ITEMS, user))
    assert (done, outcome.taken, outcome.same) == (False, [], 2)
    assert (Revision.objects.count(), LogEntry.objects.count()) == before


def test_what_is_done_is_what_was_shown(user, file):
    item = make_item(number="1.1", effort="low")
    table = file(ITEMS)
    table.rows[0]["effort"] = "high"
    digest = table.run().digest
    Item.objects.filter(pk=item.pk).update(effort="medium")
    outcome, done = apply(ITEMS, table.text, digest, partial(save_rows, ITEMS, user))
    assert not done
    assert outcome.digest != digest
    assert Item.objects.get().effort == "medium"
    assert not Revision.objects.exists()


def test_another_field_changed_meanwhile_is_not_put_back(user, file):
    item = make_item(number="1.1", effort="low", owner_unit="Patrol")
    text = "number,effort\nItem 1.1,high\n"
    digest = dry_run(ITEMS, text).digest
    Item.objects.filter(pk=item.pk).update(owner_unit="Training")
    assert apply(ITEMS, text, digest, partial(save_rows, ITEMS, user))[1]
    item.refresh_from_db()
    assert (item.effort, item.owner_unit) == ("high", "Training")


def test_lines_that_cannot_be_taken_are_left_out(user, file):
    make_item(number="1.1")
    make_item(number="1.2")
    table = file(ITEMS)
    for row, effort in zip(table.rows, ("high", "enormous"), strict=True):
        row["effort"] = effort
    confirmed(ITEMS, table.text, user)
    assert [item.effort for item in Item.objects.all()] == ["high", ""]


def test_it_is_done_whole_or_not_at_all(user, file, monkeypatch):
    make_item(number="1.1")
    make_item(number="1.2")
    table = file(ITEMS)
    for row in table.rows:
        row["effort"] = "high"
    digest, save = table.run().digest, Item.save

    def fails(item, **options):
        save(item, **options)
        if item.number == "1.2":
            raise IntegrityError

    monkeypatch.setattr(Item, "save", fails)
    with pytest.raises(IntegrityError):
        apply(ITEMS, table.text, digest, partial(save_rows, ITEMS, user))
    assert {item.effort for item in Item.objects.all()} == {""}
    assert not Revision.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_row_goes_back_alone(user, file):
    """Putting a version back with reversion's own means touches no other row that came in the same file."""
    first, second = make_item(number="1.1", focus_areas=[make_focus_area()]), make_item(number="1.2")
    table = file(ITEMS)
    for row in table.rows:
        row |= {"effort": "high", "focus_areas": ""}
    confirmed(ITEMS, table.text, user)
    Item.objects.filter(pk=second.pk).update(effort="medium")
    import_csv, as_it_was = (version.revision for version in Version.objects.get_for_object(first))
    for revision, effort, areas in ((as_it_was, "", 1), (import_csv, "high", 0)):
        revision.revert()
        first.refresh_from_db()
        assert (first.effort, first.focus_areas.count()) == (effort, areas)
        assert Item.objects.get(pk=second.pk).effort == "medium"


@pytest.mark.django_db(transaction=True)
def test_confirmed_in_two_places_at_once_it_counts_once(user, file):
    for number in range(1, 10):
        make_item(number=f"1.{number}")
    table = file(ITEMS)
    for row in table.rows:
        row["effort"] = "high"
    text, digest = table.text, table.run().digest
    barrier, done = threading.Barrier(2), []

    def confirm():
        barrier.wait()
        while True:
            try:
                done.append(apply(ITEMS, text, digest, partial(save_rows, ITEMS, user))[1])
                break
            except OperationalError:  # SQLite in memory locks tables at once, a file would wait
                continue
        connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    assert LogEntry.objects.count() == 9


def test_an_item_read_anew_is_told_to_plans(user, file):
    item = make_item(number="1.1")
    table = file(ITEMS)
    table.rows[0]["first_step"] = "Begin."
    confirmed(ITEMS, table.text, user)
    assert Item.objects.get().reworded_at > item.reworded_at
