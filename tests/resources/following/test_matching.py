"""Which news concern whom: by the list's own selection, by level, of what is public now."""

from datetime import timedelta

import pytest
import reversion
from django.utils import timezone

from pillars.models import Finding
from resources.following.matching import changes_for, matcher_for
from resources.following.models import Level, Subscription
from resources.following.news import What
from resources.models import ChangeNote, CollectionEntry, RecordClock, Resource
from tests.factories import (
    add_entries,
    make_collection,
    make_expired,
    make_finding,
    make_item,
    make_pillar,
    make_practice,
    make_resource,
    make_tag,
)

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def found(address: str, level: str = Level.MAJOR, after=DAY) -> list[tuple]:
    """(sort and number or key, what happened) of each match of the last day."""
    now = timezone.now() + HOUR
    matches = changes_for(Subscription(address=address, level=level), now - HOUR - after, now)
    return [(match.subject.sort, *(event.what.value for event in match.events)) for match in matches]


def old(**fields) -> Resource:
    """A record that has been public for long, and was not changed since."""
    made = make_resource(publish_at=timezone.now() - 90 * DAY, **fields)
    settle(made)
    return made


def settle(*records: Resource) -> None:
    numbers = [record.number for record in records]
    RecordClock.objects.filter(number__in=numbers).update(written_at=timezone.now() - 80 * DAY)


def test_works():
    pillar = make_pillar(slug="policy")
    make_resource(title="Use of force", pillars=[pillar])
    make_resource(title="Use of force elsewhere")
    make_resource(title="Parking", pillars=[pillar])
    assert found("/resources/?pillar=policy&q=force") == [("record", "new")]
    assert found("/pillars/policy/") == [("record", "new")] * 2
    assert len(found("/whats-new/")) == 3
    assert found("/resources/?kind=webinar") == []


def test_one_match_of_a_record_whatever_happened_to_it():
    record = make_resource()
    for text in ("First.", "Second."):
        ChangeNote.objects.tell(record, ChangeNote.What.CHANGE, text)
    record.annotation = "Another."
    record.save()
    assert found("/resources/", Level.ALL) == [("record", "new", "told", "told")]


def test_a_minor_change_is_told_only_to_those_who_want_all():
    record = old()
    Resource.objects.filter(pk=record.pk).update(annotation="Another.")
    assert found("/resources/") == found(record.permanent_url) == []
    assert found("/resources/", Level.ALL) == found(record.permanent_url, Level.ALL) == [("record", "changed")]


def test_what_a_note_tells_is_no_minor_change_besides():
    record = old()
    Resource.objects.filter(pk=record.pk).update(annotation="Another.")
    note = ChangeNote.objects.tell(record, ChangeNote.What.EDITION, "The third edition.")
    assert found("/resources/", Level.ALL) == [("record", "told")]
    asked = Subscription(address="/resources/", level=Level.ALL)
    assert changes_for(asked, note.told_at, timezone.now() + HOUR) == []


def test_what_appeared_is_told_though_it_was_edited_since():
    """A change stands at its last moment, which a period that ended before does not reach; that it appeared does."""
    now = timezone.now()
    record = make_resource(publish_at=now - 2 * HOUR)
    record.annotation = "Another."
    record.save()
    matches = changes_for(Subscription(address="/resources/", level=Level.ALL), now - DAY, now - HOUR)
    assert [event.what for match in matches for event in match.events] == [What.NEW]


def test_what_the_clock_publishes_is_told_when_it_appears():
    now = timezone.now()
    make_resource(publish_at=now + HOUR)
    asked = Subscription(address="/resources/", level=Level.ALL)
    assert changes_for(asked, now - DAY, now + 2 * HOUR) == []  # nobody can see it yet
    Resource.objects.update(publish_at=now - HOUR)
    assert changes_for(asked, now - DAY, now - 2 * HOUR) == []
    assert len(changes_for(asked, now - 2 * HOUR, now)) == 1


def test_nothing_of_what_is_not_public():
    make_resource(published=False)
    make_resource().withdraw("A slip.")
    make_expired(publish_at=timezone.now() - 2 * HOUR, expire_at=timezone.now() - HOUR)
    assert found("/resources/", Level.ALL) == []


def test_a_followed_record_that_goes():
    withdrawn, deleted = old(), old()
    expired = make_expired(publish_at=timezone.now() - 90 * DAY, expire_at=timezone.now() - HOUR)
    withdrawn.withdraw("Out of date.")
    deleted.delete()
    for record in (withdrawn, deleted, expired):
        assert found(record.permanent_url) == [("gone", "gone")]
    assert found("/r/ICPR-000999/") == []


def test_a_new_edition_is_told_to_followers_of_the_one_before():
    before, gone = old(), old()
    gone.withdraw("Out of date.")
    settle(gone)
    later = make_resource(publish_at=timezone.now())
    Resource.objects.filter(pk__in=[before.pk, gone.pk]).update(superseded_by=later)
    assert found(before.permanent_url) == [("record", "replaced")]
    assert found(gone.permanent_url) == [("gone", "replaced")]
    assert found("/resources/", Level.ALL) == [("record", "new")]
    later.withdraw("A slip.")
    assert found(before.permanent_url) == []


def test_an_item_that_is_reworded_and_its_records():
    item = make_item(number="1.1")
    make_resource(items=[item])
    item.reworded_at = timezone.now() - 9 * DAY
    type(item).objects.update(reworded_at=item.reworded_at)
    assert found("/blueprint/1.1/") == [("record", "new")]
    item = type(item).objects.get()
    item.statement = "Do it otherwise."
    item.save()
    assert sorted(found("/blueprint/1.1/")) == [("item", "reworded"), ("record", "new")]


def test_a_practice_that_is_reworded_and_its_findings():
    practice, other = make_practice(name="Foot patrol"), make_practice(name="Hot spots")
    for row in (practice, other):
        with reversion.create_revision():
            reversion.add_to_revision(row)
    assert found("/practices/foot-patrol/") == []
    finding = make_finding(practice=practice)
    with reversion.create_revision():
        finding.save()
        reversion.add_to_revision(finding)
    assert found("/practices/foot-patrol/") == [("practice", "reworded")]
    for text in ("Walking.", "Walking."):  # saved twice, told once
        with reversion.create_revision():
            practice.what_it_is = text
            practice.save()
            reversion.add_to_revision(practice)
    assert found("/practices/foot-patrol/") == [("practice", "reworded", "reworded")]
    assert found("/practices/hot-spots/") == []
    Finding.objects.all().delete()
    assert found("/practices/foot-patrol/") == [("practice", "reworded")]


def test_a_collection_its_notes_and_what_came_into_it():
    first, second, item = old(), old(), make_item(number="1.1")
    collection = make_collection(of=[first], slug="ten-minutes", publish_at=timezone.now() - 90 * DAY)
    CollectionEntry.objects.update(added_at=timezone.now() - 80 * DAY)
    settle(collection)
    address = collection.get_absolute_url()
    assert found(address) == []
    add_entries(collection, [second, item])
    settle(collection)
    ChangeNote.objects.tell(first, ChangeNote.What.CHANGE, "A new chapter.")
    ChangeNote.objects.tell(collection, ChangeNote.What.CHANGE, "Two more.")
    assert sorted(found(address)) == [
        ("item", "entered"),
        ("record", "entered"),
        ("record", "told"),
        ("record", "told"),
    ]
    second.withdraw("Out of date.")
    assert sorted(found(address)) == [("item", "entered"), ("record", "told"), ("record", "told")]
    collection.withdraw("Replaced.")
    assert found(address) == [("gone", "gone")]


def test_a_list_of_which_a_part_is_gone_is_lost_and_not_longer():
    tag = make_tag(name="trust")
    make_resource(tags=[tag])
    make_resource()
    assert len(found("/resources/?tag=trust")) == 1
    tag.delete()
    asked = [Subscription(address="/resources/?tag=trust", level=Level.MAJOR, told_until=timezone.now() - DAY)]
    matcher = matcher_for(asked, timezone.now())
    assert matcher.followed(asked[0].address).is_lost
    assert found("/resources/?tag=trust") == []


def test_each_address_is_looked_at_once(django_assert_max_num_queries):
    make_resource(pillars=[make_pillar(slug="policy")])
    told = timezone.now() - DAY
    many = [Subscription(address="/pillars/policy/", level=Level.ALL, told_until=told) for _ in range(50)]
    matcher = matcher_for(many, timezone.now())
    matcher.matches(many[0], timezone.now())
    with django_assert_max_num_queries(0):
        assert {len(matcher.matches(each, timezone.now())) for each in many} == {1}
