"""What changed since a moment: a copy kept by it is the library."""

from datetime import datetime, timedelta
from random import Random
from time import sleep
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from resources.api.changes import as_text
from resources.models import ChangeNote, RecordClock, Resource
from tests.factories import make_many, make_resource
from tests.resources.api.asking import ask

pytestmark = pytest.mark.django_db
LONG_AGO = "1971-01-01T00:00:00Z"


def harvest(client, since: str, limit: int = 3) -> tuple[list[dict], str]:
    """All changes since a moment, and the moment to ask for next."""
    page = ask(client, f"changes?since={since}&limit={limit}")
    found, until = page["changes"], page["until"]
    while page["next"]:
        page = ask(client, page["next"])
        assert page["until"] == until
        found += page["changes"]
    return found, until


def test_works(client):
    first = make_resource(title="First")
    found, until = harvest(client, LONG_AGO)
    assert [(one["number"], one["what"], one["title"]) for one in found] == [("ICPR-000001", "appeared", "First")]
    assert found[0]["url"] == "https://library.test/r/ICPR-000001/"
    since = now()
    assert harvest(client, since)[0] == []
    first.annotation = "Another."
    first.save()
    make_resource(title="A draft", published=False)
    make_resource(title="Second").withdraw("Wrong.")
    found, until = harvest(client, since)
    assert [(one["number"], one["what"], one["note"]) for one in found] == [
        ("ICPR-000001", "changed", ""),
        ("ICPR-000003", "gone", "Wrong."),
    ]
    ChangeNote.objects.tell(first, ChangeNote.What.CHANGE, "It was reworded.")
    assert ("told", "It was reworded.") in [(one["what"], one["note"]) for one in harvest(client, until)[0]]


def now() -> str:
    sleep(0.002)  # SQLite stamps to the millisecond
    return as_text(timezone.now())


def test_a_change_that_was_written_before_an_answer_and_seen_after_it_is_not_missed(client):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL tells who writes: see tests/resources/test_record_clock.py")
    record, stamp = make_resource(), timezone.now()
    RecordClock.objects.update(written_at=stamp - timedelta(days=9), publish_at=stamp - timedelta(days=9))
    _, until = harvest(client, LONG_AGO)
    RecordClock.objects.update(written_at=stamp)
    assert [one["number"] for one in harvest(client, until)[0]] == [record.permanent_number]


def test_a_copy_kept_by_it_is_the_library(client):
    """Random edits, withdrawals and deletions, also between pages: each harvest brings the copy up to date."""
    random, copy, since = Random(5), set(), LONG_AGO
    for _ in range(12):
        for _ in range(4):
            disturb(random)
        page = ask(client, f"changes?since={since}&limit=2")
        until = page["until"]
        while True:
            for change in page["changes"]:
                (copy.discard if change["what"] == "gone" else copy.add)(change["number"])
            if not page["next"]:
                break
            if random.random() < 0.3:
                disturb(random)
            page = ask(client, page["next"])
        since = until
    for change in harvest(client, since)[0]:
        (copy.discard if change["what"] == "gone" else copy.add)(change["number"])
    assert copy == {record.permanent_number for record in Resource.objects.published()}


def disturb(random: Random) -> None:
    """Do something to the library, as staff would."""
    public = list(Resource.objects.published())
    record = random.choice(public) if public else make_resource()
    match random.randint(0, 4):
        case 0:
            make_resource(publish_at=timezone.now() - timedelta(seconds=random.randint(0, 3)))
        case 1:
            record.annotation = f"Another {random.random()}."
            record.save()
        case 2:
            record.withdraw("Wrong.")
        case 3:
            record.delete()
        case 4:
            ChangeNote.objects.tell(record, ChangeNote.What.CHANGE, "Changed.")


def test_many_at_one_moment_are_each_given_once(client):
    """As after a load: pages part them by number, but never what one record has at one moment."""
    records, moment = make_many(8), timezone.now()
    ChangeNote.objects.bulk_create(
        ChangeNote(resource=record, what="change", text="Changed.", told_at=moment) for record in records
    )
    RecordClock.objects.update(written_at=moment, told_at=moment)
    found, _ = harvest(client, LONG_AGO)
    assert sorted(one["number"] for one in found) == sorted(2 * [record.permanent_number for record in records])
    assert len({(one["number"], one["what"]) for one in found}) == 16


def test_moments(client):
    make_resource()
    for since in ("0001-01-01T00:00:00%2B14:00", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", LONG_AGO):
        ask(client, f"changes?since={since}")
    since = quote(datetime.now().astimezone().isoformat())
    assert ask(client, f"changes?since={since}")["changes"] == []
    for since in ("", "yesterday", "2026-11-01", "2026-11-01T00:00:00", "2026-11-01T00:00:00+00:00", "%00", "1e400"):
        assert ask(client, f"changes?since={since}", 422)["errors"][0]["parameter"] == "since", since
    assert ask(client, "changes", 422)["errors"][0]["parameter"] == "since"


def test_a_page_costs_the_same_for_any_number(client, django_assert_max_num_queries):
    make_many(20)
    for limit in (1, 100):
        # Whether they are few, clocks, notes, and on PostgreSQL what is still being written.
        with django_assert_max_num_queries(4):
            ask(client, f"changes?since={LONG_AGO}&limit={limit}")
