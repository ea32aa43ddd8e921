"""The one loop for an action on many rows: counted, refused row by row, and with a revision for each."""

import pytest
import reversion
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from reversion.models import Revision, Version

from icpr.lib.history.revisions import AS_IT_WAS, UNRECORDED
from icpr.operations.models import Change, Operation
from icpr.operations.run import Done, NothingToChange, run
from icpr.operations.undo import parts_of, undoings
from pillars.models import Finding, Item, Practice
from tests.factories import make_item, make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db) -> User:
    return User.objects.create_user("editor", is_staff=True)


def items(count: int) -> list[Item]:
    return [make_item(number=f"1.{number}") for number in range(1, count + 1)]


def reword(item: Item) -> Done:
    """Says the same of every item; refuses the second, and leaves the third alone after it has saved it."""
    item.statement = "Do it anew."
    item.save()
    if item.number == "1.2":
        raise ValidationError(["It is the second.", "So it stays."])
    if item.number == "1.3":
        raise NothingToChange
    reversion.add_to_revision(item)
    return Done(item, "Reworded.")


def reworded(user: User, rows: list[Item], **how):
    operation = Operation.of(Item, "Reworded.", "To be plain.")
    return run(rows, reword, user, **{"stored": Item.objects.all(), "operation": operation} | how)


def comments(row) -> list[str]:
    return [version.revision.comment for version in Version.objects.get_for_object(row)]


def test_works(user):
    first, second, third, fourth = items(4)
    outcome = reworded(user, [first, second, third, fourth])
    assert (outcome.changed, outcome.same) == ([first, fourth], [third])
    assert outcome.refused == [(second, ["It is the second.", "So it stays."])]
    operation = Operation.objects.get()
    assert (operation.user, operation.name, operation.reason) == (user, "Reworded.", "To be plain.")
    assert (operation.changed_count, operation.same_count, operation.refused_count) == (2, 1, 1)
    assert operation.model is Item
    assert [item.statement for item in Item.objects.all()] == ["Do it anew.", "Do 1.2.", "Do 1.3.", "Do it anew."]


def test_each_row_has_a_revision_of_its_own_that_the_operation_finds(user):
    rows = items(4)
    reworded(user, rows)
    changes = Operation.objects.get().changes.order_by("pk")
    assert [change.object_id for change in changes] == [str(rows[0].pk), str(rows[3].pk)]
    for change in changes:
        assert change.kind == Change.Kind.CHANGED
        assert (change.revision.comment, change.revision.user) == ("Reworded.", user)
        [version] = change.revision.version_set.all()
        assert version.object_id == change.before.object_id == change.object_id
        assert change.before.field_dict["statement"].startswith("Do 1.")
    assert comments(rows[0]) == ["Reworded.", AS_IT_WAS]


def test_what_is_refused_or_the_same_leaves_no_trace(user):
    rows = items(4)
    reworded(user, rows)
    assert comments(rows[1]) == comments(rows[2]) == []


def test_where_nothing_changes_no_operation_is_kept(user):
    rows = items(3)[1:]
    assert reworded(user, rows).operation is None
    assert not Operation.objects.exists()
    assert not Revision.objects.exists()


def test_without_an_operation_the_history_is_kept_all_the_same(user):
    [item] = items(1)
    assert reworded(user, [item], operation=None).changed == [item]
    assert not Operation.objects.exists()
    assert comments(item) == ["Reworded.", AS_IT_WAS]


def test_a_change_nobody_recorded_is_kept_first(user):
    """Else undoing would put back what was long gone."""
    [item] = items(1)
    reworded(user, [item])
    Item.objects.update(statement="By hand.")
    item.refresh_from_db()
    reworded(user, [item])
    assert comments(item) == ["Reworded.", UNRECORDED, "Reworded.", AS_IT_WAS]
    assert Change.objects.latest("pk").before.field_dict["statement"] == "By hand."


def test_a_related_row_in_another_order_is_no_change(user):
    patrol, circles = make_practice(name="Foot patrol"), make_practice(name="Circles")
    item = make_item(number="1.1", practices=[patrol, circles])
    reworded(user, [item])
    Practice.objects.filter(pk=circles.pk).update(name="Zeal")
    reworded(user, [item])
    assert comments(item) == ["Reworded.", "Reworded.", AS_IT_WAS]


def test_a_new_row_is_added_and_a_deleted_one_comes_back(user):
    practice = make_practice()

    def add(new: Finding) -> Done:
        new.save()
        reversion.add_to_revision(new)
        return Done(new, "Added.")

    def delete(old: Finding) -> Done:
        reversion.add_to_revision(old)
        return Done(old, "Deleted.", is_deleted=True)

    new = Finding(practice=practice, outcome="crime", direction="helps", url="https://example.org/")
    operation = Operation.of(Finding, "Added.")
    [added] = run([new], add, user, stored=Finding.objects.none(), operation=operation).changed
    assert Change.objects.get().kind == Change.Kind.ADDED
    assert Change.objects.get().before is None
    key, operation = added.pk, Operation.of(Finding, "Deleted.")
    run([added], delete, user, stored=Finding.objects.all(), operation=operation)
    assert not Finding.objects.exists()
    change = operation.changes.get()
    assert (change.object_id, change.kind, change.revision.comment) == (str(key), Change.Kind.DELETED, "Deleted.")
    assert change.revision.version_set.get().object_id == str(key)


def test_what_others_refer_to_is_refused(user):
    below = make_item(number="1.1.1")
    operation = Operation.of(Item, "Deleted.")
    rows = [Item.objects.get(number="1.1"), below]
    outcome = run(
        rows, lambda row: Done(row, "Gone.", is_deleted=True), user, stored=Item.objects.all(), operation=operation
    )
    assert [row.number for row, _ in outcome.refused] == ["1.1"]
    assert "refers to it" in outcome.refused[0][1][0]
    assert [item.number for item in Item.objects.all()] == ["1.1"]


def test_an_error_takes_everything_back(user):
    rows = items(2)

    def change(item: Item) -> Done:
        if item is rows[1]:
            raise RuntimeError("Broken.")
        return reword(item)

    with pytest.raises(RuntimeError):
        run(rows, change, user, stored=Item.objects.all(), operation=Operation.of(Item, "Reworded."))
    assert [item.statement for item in Item.objects.all()] == ["Do 1.1.", "Do 1.2."]
    assert not Operation.objects.exists()
    assert not Revision.objects.exists()


def test_long_names_and_reasons_are_cut():
    operation = Operation.of(Item, "x" * 300, "y" * 600)
    assert (len(operation.name), len(operation.reason)) == (200, 500)


def test_many_rows_are_looked_at_in_few_queries(user, django_assert_max_num_queries):
    """What is asked of the history is asked once for all; each row then costs the same."""
    rows = items(13)[3:]
    reworded(user, rows)
    with django_assert_max_num_queries(15 + 17 * len(rows)):
        reworded(user, rows)


def test_undoing_goes_from_the_last_row_to_the_first(user):
    """A row that was added goes before the one it stands under, which could not go before."""
    rows = items(4)
    reworded(user, rows)
    operation = Operation.objects.get()
    [part] = parts_of(operation)
    assert [undoing.pk for undoing in undoings(operation, list(part))] == [rows[3].pk, rows[0].pk]
