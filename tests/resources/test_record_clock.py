"""The clocks of records: what a brute-force replay of everything the public saw says too."""

import random
import re
from datetime import datetime, timedelta
from time import sleep

import pytest
from django.db import connection
from django.utils import timezone

from icpr.lib.http import keeping
from pillars.models import Item, ItemState
from resources import changes
from resources.models import ChangeNote, Document, Publisher, RecordClock, Resource, Status, Tag
from tests.factories import (
    make_author,
    make_document,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_tag,
)

pytestmark = pytest.mark.django_db
TICK = timedelta(milliseconds=2)  # SQLite stamps to the millisecond


def clock_of(record: Resource, at: datetime | None = None) -> RecordClock | None:
    return RecordClock.objects.at(at or timezone.now() + TICK).filter(number=record.number).first()


def stamped(record: Resource) -> datetime:
    return Resource.objects.published().with_clock().get(pk=record.pk).changed_at


def test_works():
    began = timezone.now() - TICK
    record = make_resource(title="Foot patrol")
    clock = clock_of(record)
    assert began <= clock.stamp <= timezone.now()
    assert (clock.is_gone, clock.title, clock.record_id) == (False, "Foot patrol", record.pk)
    assert stamped(record) == clock.stamp


@pytest.mark.parametrize("wanted", [{"published": False}, {"publish_at": timezone.now() + timedelta(days=1)}])
def test_what_nobody_has_seen_has_none(wanted):
    record = make_resource(**wanted)
    assert clock_of(record) is None
    record.delete()
    assert not RecordClock.objects.exists()


def test_the_clock_makes_a_record_appear_and_go():
    day = timedelta(days=1)
    now = timezone.now()
    record = make_resource(publish_at=now + day, expire_at=now + 3 * day)
    assert clock_of(record, now + day - TICK) is None
    assert [clock_of(record, now + days * day).stamp for days in (1, 2)] == [now + day] * 2
    gone = clock_of(record, now + 3 * day)
    assert (gone.is_gone, gone.stamp) == (True, now + 3 * day)
    assert [change.what for change in changes.between(now, now + 2 * day)] == ["appeared"]
    assert [change.what for change in changes.between(now + 2 * day, now + 4 * day)] == ["gone"]


def test_a_tombstone_keeps_what_was_last_public():
    record = make_resource(title="Old patrol")
    record.withdraw("It is out of date.")
    Resource.objects.update(title="Never public")
    clock = clock_of(record)
    assert (clock.is_gone, clock.title, clock.reason) == (True, "Old patrol", "It is out of date.")
    record.delete()
    clock = clock_of(record)
    assert (clock.title, clock.record_id, clock.reason) == ("Old patrol", None, "It is out of date.")


def test_what_waits_to_be_public_again_is_told_of_as_it_was_last_seen():
    now = timezone.now()
    record = make_resource(title="Old patrol", slug="old-patrol")
    rows = Resource.objects.filter(pk=record.pk)
    record.withdraw("It is out of date.")
    rows.update(title="Draft", slug="draft")
    rows.update(status=Status.PUBLISHED, withdrawn_reason="", publish_at=now + timedelta(days=1))
    rows.update(title="Later draft")
    clock = clock_of(record)
    assert (clock.is_gone, clock.title, clock.slug) == (True, "Old patrol", "old-patrol")
    assert [change.title for change in changes.between(now - TICK, now + timedelta(hours=1))] == ["Old patrol"]
    appeared = changes.between(now + timedelta(hours=1), now + timedelta(days=2))
    assert [change.title for change in appeared] == ["Later draft"]
    rows.update(publish_at=now)
    record.refresh_from_db()
    record.withdraw("It is out of date again.")
    assert clock_of(record).title == "Later draft"


def test_a_record_that_the_clock_made_public_again_is_gone_as_it_was_then():
    record = make_resource(title="Old patrol")
    record.withdraw("It is out of date.")
    soon = timezone.now() + timedelta(seconds=0.2)
    Resource.objects.update(status=Status.PUBLISHED, withdrawn_reason="", publish_at=soon, title="New patrol")
    assert clock_of(record).title == "Old patrol"
    sleep(0.3)
    Resource.objects.all().delete()
    assert clock_of(record).title == "New patrol"


def test_a_deleted_record_keeps_the_values_it_was_listed_under():
    record = make_resource(kind="report", pillars=[make_pillar(number=2, name="Policy")])
    record.delete()
    assert clock_of(record).sets == ["pillar:policy", "kind:report"]


def test_a_note_tells_readers():
    record = make_resource(publish_at=timezone.now() - timedelta(days=9))
    public = Resource.objects.published().with_clock()
    assert public.get().told_at == record.publish_at
    note = ChangeNote.objects.tell(record, ChangeNote.What.CHANGE, "A new chapter on training.")
    assert public.get().told_at == note.told_at
    told = changes.between(note.told_at - TICK, timezone.now() + TICK)
    assert ("told", "A new chapter on training.") in {(change.what, change.note) for change in told}


def test_what_is_written_is_settled_when_its_transaction_has_ended():
    moment = timezone.now()
    assert changes.settled(moment) == moment


@pytest.mark.django_db(transaction=True)
def test_while_somebody_writes_nothing_is_settled_and_no_answer_kept():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite does not tell who writes")
    other, began = connection.copy(), timezone.now()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE resources_catalogue SET last_number = last_number")
        sleep(0.05)
        with keeping.watched() as reasons:
            settled = changes.settled()
        assert began <= settled < timezone.now() - timedelta(seconds=0.05)
        assert reasons
    finally:
        other.close()
    with keeping.watched() as reasons:
        changes.settled()
    assert not reasons


# What editors do, each to a record drawn by chance.
DEEDS = {
    "title": lambda record, chance: Resource.objects.filter(pk=record.pk).update(title=f"Title {chance.random()}"),
    "same title": lambda record, chance: record.save(),
    "staff note": lambda record, chance: Resource.objects.filter(pk=record.pk).update(staff_note=str(chance.random())),
    "tag": lambda record, chance: record.tags.add("trust"),
    "untag": lambda record, chance: record.tags.clear(),
    "rename a tag": lambda record, chance: Tag.objects.filter(name__startswith="t").update(name=f"t{chance.random()}"),
    "publisher": lambda record, chance: record.publishers.set([Publisher.objects.first()]),
    "rename a publisher": lambda record, chance: Publisher.objects.update(name=f"Press {chance.random()}"),
    "author": lambda record, chance: make_author(resource=record),
    "authors gone": lambda record, chance: record.authors.all().delete(),
    "paper": lambda record, chance: make_document(resource=record),
    "title of papers": lambda record, chance: Document.objects.update(title=f"Paper {chance.random()}"),
    "item": lambda record, chance: record.items.add(Item.objects.first()),
    "item to check": lambda record, chance: Item.objects.update(state=ItemState.TO_CHECK),
    "item published": lambda record, chance: Item.objects.update(state=ItemState.PUBLISHED),
    "replaced": lambda record, chance: Resource.objects.filter(pk=record.pk).update(
        superseded_by=chance.choice([None, *Resource.objects.exclude(pk=record.pk).order_by("pk")])
    ),
    "withdrawn": lambda record, chance: Resource.objects.filter(
        pk=record.pk, status=Status.PUBLISHED, publish_at__lt=timezone.now()
    ).update(status=Status.WITHDRAWN, withdrawn_reason=f"Reason {chance.random()}"),
    "other reason": lambda record, chance: Resource.objects.filter(pk=record.pk, status=Status.WITHDRAWN).update(
        withdrawn_reason=f"Reason {chance.random()}"
    ),
    "put back": lambda record, chance: Resource.objects.filter(pk=record.pk, publish_at__isnull=False).update(
        status=Status.PUBLISHED, withdrawn_reason=""
    ),
    "published": lambda record, chance: Resource.objects.filter(pk=record.pk, publish_at__isnull=True).update(
        status=Status.PUBLISHED, publish_at=timezone.now()
    ),
    "scheduled": lambda record, chance: Resource.objects.filter(pk=record.pk, publish_at__isnull=True).update(
        status=Status.PUBLISHED, publish_at=timezone.now() + timedelta(hours=chance.randrange(1, 50))
    ),
    "expires later": lambda record, chance: Resource.objects.filter(pk=record.pk).update(
        expire_at=timezone.now() + timedelta(hours=chance.randrange(60, 99))
    ),
    "has expired": lambda record, chance: Resource.objects.filter(
        pk=record.pk, publish_at__lt=timezone.now() - timedelta(days=1)
    ).update(expire_at=timezone.now() - timedelta(minutes=1)),
    "never expires": lambda record, chance: Resource.objects.filter(pk=record.pk).update(expire_at=None),
    "deleted": lambda record, chance: record.delete(),
    "new": lambda record, chance: make_resource(publish_at=timezone.now() - timedelta(days=2)),
    "draft": lambda record, chance: make_resource(published=False),
}


def public(at: datetime) -> dict[int, object]:
    """What readers see of each record at a moment, as long as its rows stand."""
    seen = {}
    for record in Resource.objects.published(at).for_export():
        facts = record.as_dict() | {"changed_at": None, "told_at": None}
        later = record.superseded_by
        facts["superseded_by"] = (later.number, later.slug, later.title) if later and later.is_published(at) else None
        facts["documents"] = [{**paper, "is_held": None} for paper in facts["documents"]]
        seen[record.number] = facts
    for record in (Resource.objects.withdrawn() | Resource.objects.expired(at)).distinct():
        seen[record.number] = record.withdrawn_reason
    return seen


@pytest.mark.parametrize("seed", range(4))
def test_stamps_equal_a_replay(seed):
    chance = random.Random(seed)
    make_publisher()
    make_item()
    make_practice()
    make_tag(name="trust")
    for number in range(6):
        make_resource(published=number % 3 > 0)
    spans: dict[int, tuple[datetime, datetime]] = {}
    seen: set[int] = set()
    done: list[tuple[datetime, str]] = []
    before, buried = public(timezone.now()), {}
    for _ in range(60):
        deed = chance.choice(list(DEEDS))
        began = timezone.now()
        if keys := list(Resource.objects.order_by("pk").values_list("pk", flat=True)):
            DEEDS[deed](Resource.objects.get(pk=chance.choice(keys)), chance)
        ended = timezone.now()
        done.append((ended, deed))
        there = set(Resource.objects.values_list("number", flat=True))
        buried = {number: was for number, was in before.items() if isinstance(was, str) and number not in there}
        after = buried | public(ended)
        for number in before.keys() | after.keys():
            if before.get(number) != after.get(number):
                spans[number] = (began - TICK, ended + TICK)
            seen.add(number)
        before = after
    now = timezone.now() + TICK
    stamps = dict(RecordClock.objects.at(now).values_list("number", "stamp"))
    assert stamps.keys() == seen
    for number, (began, ended) in spans.items():
        assert began <= stamps[number] <= ended, [deed for at, deed in done if at >= ended - TICK]
    # From here on the clock alone: at each of its moments what the public sees changes for exactly these.
    times = Resource.objects.filter(status=Status.PUBLISHED).values_list("publish_at", "expire_at")
    for moment in sorted({time for pair in times for time in pair if time and time > now}):
        after = buried | public(moment)
        moved = {number for number in before.keys() | after.keys() if before.get(number) != after.get(number)}
        clocks = {clock.number: clock for clock in RecordClock.objects.at(moment)}
        assert moved == {number for number, clock in clocks.items() if clock.stamp == moment}, (seed, moment)
        assert {number for number, clock in clocks.items() if not clock.is_gone} == set(
            Resource.objects.published(moment).values_list("number", flat=True)
        )
        before = after


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans of triggers")
def test_what_is_asked_of_changed_rows_is_planned_each_time():
    """PL/pgSQL keeps the plan of a statement that it is not told to execute as a text: what was planned for one row was
    seen to go on for thousands, each row against all others, for more than ten minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'resources\\_%%'")
        sources = dict(cursor.fetchall())
    assert {"resources_set_own_clock", "resources_set_clocks", "resources_renew_version"} <= sources.keys()
    for name, source in sources.items():
        plain = re.sub(r"\$sql\$.*?\$sql\$|'[^']*'", "", source, flags=re.DOTALL)
        assert not re.search("after_rows|before_rows", plain), name
