"""The queues of a large library are counted from time to time, and show what was counted until it is mended."""

import pytest
from django.utils import timezone

from icpr.admin import large_lists
from icpr.jobs.registry import JOBS
from resources.desk import counting, jobs, reading
from resources.desk.models import CountedQueue
from resources.desk.queues import QUEUES
from tests.factories import make_resource
from tests.resources.staff import address, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff("Editors")


def held() -> dict[str, int]:
    return {each.queue.name: each.count for each in reading.read()}


def titles(client, queue: str) -> list[str]:
    return [str(record) for record in client.get(address("changelist"), {"desk": queue}).context["cl"].result_list]


def test_works(editor, monkeypatch):
    monkeypatch.setattr(large_lists, "LARGE", 1)
    monkeypatch.setattr(counting, "MOST_LISTED", 2)
    for title in ("Twice", "twice", "Alone"):
        make_resource(title=title)
    now = held()
    assert now["same-title"] == 2
    assert JOBS["count-queues"].work is jobs.count_queues
    assert jobs.count_queues(None) == f"Records waiting in queues: {sum(now.values())}"
    assert held() == now
    assert titles(editor, "no-date") == ["Alone", "twice"]
    assert titles(editor, "same-title") == ["twice", "Twice"]
    assert {each.queue.name: each.days for each in reading.read()}["no-date"] == 0


def test_what_is_mended_leaves_the_list_at_once_and_the_number_when_it_is_counted(editor, monkeypatch):
    monkeypatch.setattr(large_lists, "LARGE", 1)
    _, two = make_resource(title="One"), make_resource(title="Two")
    reading.count(timezone.now())
    type(two).objects.filter(pk=two.pk).update(issued_on="2016-01-01", issued_precision="year")
    make_resource(title="Three")
    assert (titles(editor, "no-date"), held()["no-date"]) == (["One"], 2)
    reading.count(timezone.now())
    assert (titles(editor, "no-date"), held()["no-date"]) == (["Three", "One"], 2)


def test_a_small_library_keeps_nothing(editor):
    make_resource()
    assert jobs.count_queues(None) == ""
    CountedQueue.objects.bulk_create(
        CountedQueue(queue=name, count=9, latest=[], counted_at=timezone.now()) for name in QUEUES
    )
    assert held()["no-date"] == 9
    assert jobs.count_queues(None) == ""
    assert held()["no-date"] == 1
    assert not CountedQueue.objects.exists()


def test_a_queue_that_is_new_has_all_counted_now():
    make_resource()
    CountedQueue.objects.create(queue="no-date", count=9, latest=[], counted_at=timezone.now())
    assert held()["no-date"] == 1
