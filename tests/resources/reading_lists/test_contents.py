"""What a list shows of its entries, of what is public as of what is gone, in a fixed number of queries."""

import pytest
from django.core.files.base import ContentFile

from pillars.models import ItemState
from resources.models.listed_entries import fields_of
from resources.reading_lists.contents import groups, read
from resources.reading_lists.models import Entry, ReadingList
from tests.factories import make_document, make_item, make_practice, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    return ReadingList.objects.create(edit_hash="0" * 64)


def add(kept, *things, **fields) -> None:
    first = kept.entries.count() + 1
    for position, thing in enumerate(things, first):
        Entry.objects.create(reading_list=kept, position=position, **fields_of(thing) | fields)


def shown(kept):
    return read(kept.entries.in_order())


def make_paper(resource):
    return make_document(resource=resource, title="Pocket guide", file=ContentFile(b"%PDF-1.4", "a.pdf"))


def test_works(kept):
    record, item, practice = make_resource(title="Crowds"), make_item(number="1.5"), make_practice(name="Foot patrol")
    paper = make_paper(record)
    add(kept, record, item, practice, paper)
    found = shown(kept)
    assert [each.title for each in found] == ["Crowds", str(item), "Foot patrol", "Crowds (Pocket guide)"]
    things = (record, item, practice, paper)
    assert [each.url for each in found] == [thing.get_absolute_url() for thing in things]
    assert [each.kind for each in found] == ["record", "item", "practice", "document"]
    assert (found[0].record, found[1].item, found[2].practice, found[3].document) == things
    assert found[3].record == record


def test_twenty_entries_cost_what_two_do(kept, django_assert_max_num_queries):
    def more(number: int) -> None:
        record, gone = make_resource(), make_resource()
        item, practice = make_item(number=f"1.{number}"), make_practice(name=f"P {number}", directions=["helps"])
        item.practices.add(practice)
        add(kept, record, gone, item, practice, make_paper(record))
        gone.withdraw("Out of date.")

    more(1)
    entries = list(kept.entries.in_order())
    with django_assert_max_num_queries(10) as few:
        read(entries)
    for number in range(2, 5):
        more(number)
    entries = list(kept.entries.in_order())
    with django_assert_max_num_queries(len(few)):
        assert len(read(entries)) == 20


def test_what_was_withdrawn_stays_with_its_notice_and_successor(kept):
    record, later = make_resource(title="Crowds"), make_resource(title="The later edition")
    paper = make_paper(record)
    add(kept, record, paper)
    record.superseded_by = later
    record.save()
    record.withdraw("Replaced by a later edition.")
    for each, title in zip(shown(kept), ("Crowds", "Crowds (Pocket guide)"), strict=True):
        assert each.title == title
        assert each.gone.reason == "Replaced by a later edition."
        assert each.gone.successor == later
        assert each.url == record.permanent_url
        assert not each.is_missing


def test_what_was_deleted_stays_as_it_was_last_seen(kept):
    record, other, item, practice = make_resource(title="Crowds"), make_resource(), make_item(), make_practice()
    paper = make_paper(other)
    add(kept, record, paper, item, practice)
    seen = [entry.title_seen for entry in kept.entries.in_order()]
    for thing in (record, paper, item, practice):
        thing.delete()
    found = shown(kept)
    assert [each.title for each in found] == seen
    assert found[0].gone.why == "Deleted"
    assert [each.is_missing for each in found] == [False, True, True, True]


def test_an_item_that_is_public_no_more_is_missing(kept):
    item = make_item()
    add(kept, item)
    item.state = ItemState.TO_CHECK
    item.save()
    [found] = shown(kept)
    assert found.is_missing
    assert found.title == kept.entries.get().title_seen


def test_nothing_of_a_record_that_never_was_public_is_told(kept):
    draft = make_resource(title="Not yet", published=False)
    add(kept, draft, make_document(resource=draft, title="Not yet either"))
    for each in shown(kept):
        assert (each.title, each.url, each.record, each.document, each.gone) == ("", "", None, None, None)


def test_what_has_no_group_comes_first_and_groups_by_their_first_entries(kept):
    first, second, third, fourth = (make_resource() for _ in range(4))
    add(kept, first, group="B")
    add(kept, second, group="A")
    add(kept, third)
    add(kept, fourth, group="B")
    found = [(group, [each.record for each in members]) for group, members in groups(shown(kept))]
    assert found == [("", [third]), ("B", [first, fourth]), ("A", [second])]
