"""The queues of searches and messages: each counts what its list shows, and only those see it who see the list."""

from datetime import datetime, time, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from resources.desk import shared
from resources.feedback.models import Feedback, Kind, PutOff
from resources.models import SearchCount
from resources.review.models import Review
from tests.factories import make_publishable
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def editor():
    return staff("Editors")


def ago(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() - days * DAY, time(12)))


def message(kind: str, days: int = 0, **fields) -> Feedback:
    is_useful = False if kind == "useful" else None
    made = Feedback.objects.create(
        kind=kind, words="x", is_useful=is_useful, token_hash=f"{Feedback.objects.count():0>64}", **fields
    )
    Feedback.objects.filter(pk=made.pk).update(received_at=ago(days))
    return made


def searched(query: str, days: int, results: int = 0) -> None:
    day = timezone.localdate() - days * DAY
    SearchCount.objects.create(query=query, day=day, times=1, results=results, in_part=False)


def waiting(client, **asked) -> dict:
    desk = client.get("/admin/", asked).context["desk"]
    return {each.queue.name: each for each in desk["waiting"]}


def test_works(editor):
    for place, kind in enumerate(Kind.values):
        message(kind, days=place), message(kind, days=10 + place)
        message(kind, state="quiet"), message(kind, state="declined", decided_at=timezone.now(), days=200)
    searched("gone", 20), searched("gone", 3), searched("other", 2)
    searched("found since", 25), searched("found since", 1, results=4)
    searched("found once", 9, results=2), searched("found once", 4)
    searched("long ago", 40)
    found = waiting(editor)
    assert {name: (each.count, each.days) for name, each in found.items()} == {
        "suggestion": (2, 10),
        "problem": (2, 11),
        "useful": (2, 12),
        "contact": (2, 13),
        "searches": (3, 20),
    }
    for name in Kind.values:
        rows = editor.get(found[name].url).context["rows"]
        assert [row.kind for row, _ in rows] == [name, name]
    rows = editor.get(found["searches"].url).context["rows"]
    assert {row.search.query for row, _ in rows} == {"gone", "other", "found once"}


def test_it_says_what_cannot_be_put_off(editor):
    searched("gone", 3), message("contact")
    assert "it cannot be put off" in editor.get("/admin/").content.decode()


def test_what_is_put_off_leaves_its_queue(editor):
    made = message("contact")
    off = PutOff.objects.create(feedback=made, until=timezone.localdate() + DAY, reason="She is away.")
    assert waiting(editor) == {}
    off.until = timezone.localdate()
    off.save()
    assert waiting(editor)["contact"].count == 1


def test_they_are_of_no_owner(editor):
    message("contact")
    anna = User.objects.get(username="editors")
    Review.objects.create(resource=make_publishable(), assignee=anna)
    assert "contact" not in waiting(editor, owner=anna.pk)
    assert "are nobody’s own" in editor.get("/admin/", {"owner": anna.pk}).content.decode()


@pytest.mark.parametrize(
    ("group", "seen"), [("Editors", {"contact", "searches"}), ("Taxonomists", {"searches"}), ("Administrators", None)]
)
def test_who_may_not_open_the_list_sees_no_queue(group, seen):
    message("contact"), searched("gone", 1)
    client = staff(group)
    found = waiting(client)
    assert set(found) == (seen or {"contact", "searches"})
    assert {client.get(each.url).status_code for each in found.values()} == {200}


def test_a_contributor_has_no_desk():
    message("contact"), searched("gone", 1)
    assert staff("Contributors").get("/admin/").context["desk"] is None


def test_it_is_two_queries(django_assert_num_queries):
    root = User.objects.create_superuser("root")
    for kind in Kind.values:
        message(kind)
    with django_assert_num_queries(2):
        assert len(shared.read(root)) == len(shared.SHARED)
