"""The weekly letter to staff: to whom, what is in it, once a week, and not to who wants none."""

import re
from datetime import datetime, time, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from icpr.jobs.leases import Lease, LeaseLost, claim
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
from icpr.outbox import queue
from resources.desk import weekly
from resources.desk.models import WeeklyMail
from resources.models import Resource
from resources.review.models import Review
from tests.factories import make_publishable
from tests.resources.staff import staff, texts

pytestmark = pytest.mark.django_db
JOB = "tell-staff-of-queues"
WEEK = timedelta(days=7)
NOW = timezone.now()
MONDAY = timezone.make_aware(datetime(2026, 11, 30, 8))
START = "/admin/"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.MAIL_SERVER = "mail.library.test"


def somebody(name: str = "anna", group: str = "Editors", **fields) -> User:
    staff(group, name)
    User.objects.filter(username=name).update(email=f"{name}@example.org", **fields)
    return User.objects.get(username=name)


def record_of(user: User | None, title: str = "Body-worn cameras", **review) -> Resource:
    """A public record without “In brief” and without a link, a month old."""
    record = make_publishable(title=title, issued=2016, official_url="", address_evidence="")
    record.publish()
    noon = datetime.combine(timezone.localdate() - timedelta(days=31), time(12))
    Resource.objects.filter(pk=record.pk).update(created_at=timezone.make_aware(noon))
    Review.objects.create(resource=record, assignee=user, **review)
    return record


def lease() -> Lease:
    """The right to do the job, taken whoever had it."""
    Job.objects.update_or_create(name=JOB, defaults={"due_at": NOW - timedelta(minutes=1), "lease_until": None})
    return claim(JOBS[JOB])


def write(now: datetime = NOW) -> int:
    return weekly.write(lease(), now)


def letters(user: User) -> list[str]:
    return [letter.text for letter in queue.waiting(f"user:{user.pk}")]


def test_works(settings):
    anna = somebody()
    record_of(anna)
    assert write() == 1
    (letter,) = queue.waiting(f"user:{anna.pk}")
    assert (letter.to, letter.subject) == ("anna@example.org", "Quality desk: 2 queues with records of yours")
    assert "No summary: 1 record, for 31 days" in letter.text
    assert "Chiefs read “in brief” before they decide to open it." in letter.text
    assert "Body-worn cameras" not in letter.text
    assert f"{settings.SITE_URL}/admin/\n" in letter.text


def test_its_addresses_lead_to_exactly_these():
    anna = somebody()
    record_of(anna), record_of(None, "Of nobody")
    write()
    client = staff(name="root")
    client.force_login(anna)
    paths = re.findall(r"(/admin/resources/\S+)", letters(anna)[0])
    assert len(paths) == 2
    for path in paths:
        assert [str(each) for each in client.get(path).context["cl"].result_list] == ["Body-worn cameras"]


def test_many_are_counted_and_the_oldest_is_named():
    anna = somebody()
    record_of(anna), record_of(anna, "Another")
    write()
    assert "No link: 2 records, the oldest for 31 days" in letters(anna)[0]


def test_one_letter_a_week():
    anna = somebody()
    record_of(anna)
    assert [write(MONDAY), write(MONDAY), write(MONDAY + WEEK - timedelta(hours=2)), write(MONDAY + WEEK)] == [
        1,
        0,
        0,
        1,
    ]
    assert len(letters(anna)) == 2


def test_it_is_monday_morning_by_the_clock_of_the_site():
    seven = MONDAY.replace(hour=7)
    assert weekly.week_of(seven) == MONDAY.date()
    assert weekly.week_of(seven - timedelta(seconds=1)) == (MONDAY - WEEK).date()


def test_what_comes_after_monday_waits_for_the_next():
    anna = somebody()
    assert write(MONDAY) == 0
    record_of(anna)
    assert write(MONDAY + timedelta(days=2)) == 0
    assert write(MONDAY + WEEK) == 1


def test_none_when_nothing_waits():
    somebody()
    record_of(None)
    assert write() == 0


@pytest.mark.parametrize(
    ("group", "fields"),
    [
        ("Editors", {"is_active": False}),
        ("Editors", {"email": ""}),
        ("Editors", {"is_staff": False}),
        ("Contributors", {}),  # who see no records of others, and no queues
    ],
)
def test_who_gets_none(group, fields):
    user = somebody("ben", group)
    User.objects.filter(pk=user.pk).update(**fields)
    record_of(user)
    assert write() == 0
    assert not letters(user)


def test_who_handed_in_what_nobody_has():
    anna, ben = somebody(), somebody("ben")
    record_of(None, "Handed in", submitted_by=anna)
    record_of(ben, "Given to another", submitted_by=anna)
    assert write() == 2
    assert "No link: 1 record," in letters(anna)[0]


def test_who_lost_the_job_writes_nothing():
    anna, ben = somebody(), somebody("ben")
    record_of(anna), record_of(ben, "Another")
    old, new = lease(), lease()
    with pytest.raises(LeaseLost):
        weekly.write(old, NOW)
    assert not WeeklyMail.objects.exists()
    assert weekly.write(new, NOW) == 2
    assert [len(letters(each)) for each in (anna, ben)] == [1, 1]


def test_killed_between_two_the_next_goes_on():
    anna, ben = somebody(), somebody("ben")
    record_of(anna), record_of(ben, "Another")

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    held = lease()
    held.while_held = die
    with pytest.raises(Killed):
        weekly.write(held, NOW)
    assert [len(letters(each)) for each in (anna, ben)] == [1, 0]
    assert write() == 1
    assert [len(letters(each)) for each in (anna, ben)] == [1, 1]


def test_while_all_mail_is_paused_nobody_is_looked_at():
    anna = somebody()
    record_of(anna)
    queue.pause()
    assert write() == 0
    queue.resume()
    assert write() == 1


def test_without_a_mail_server_nothing_is_written(settings):
    record_of(somebody())
    settings.MAIL_SERVER = ""
    assert write() == 0
    assert not WeeklyMail.objects.exists()
    assert "Mondays" not in staff("Publishers").get(START).content.decode()


def test_staff_turn_it_off_and_on():
    anna = somebody()
    record_of(anna)
    client = staff("Publishers")
    client.force_login(anna)
    assert 'name="wanted" value="0"' in client.get(START).content.decode()
    assert "no letter on Mondays" in texts(client.post("/admin/desk/weekly-mail/", {"wanted": "0"}, follow=True))
    assert 'name="wanted" value="1"' in client.get(START).content.decode()
    assert write() == 0
    assert "a letter on Mondays" in texts(client.post("/admin/desk/weekly-mail/", {"wanted": "1"}, follow=True))
    assert write() == 1


@pytest.mark.parametrize("wanted", ["", "2", "on", "\x00"])
def test_another_answer_changes_nothing(wanted):
    said = texts(staff("Editors").post("/admin/desk/weekly-mail/", {"wanted": wanted}, follow=True))
    assert "Nothing was changed" in said
    assert not WeeklyMail.objects.exists()


def test_who_has_no_mail_address_is_told_so():
    assert "has no e-mail address" in staff("Editors").get(START).content.decode()


def test_the_command_shows_and_sends_nothing():
    anna, ben = somebody(), somebody("ben")
    record_of(anna)
    out = StringIO()
    call_command("desk_mail", stdout=out)
    assert "To anna: Quality desk: 2 queues with records of yours" in out.getvalue()
    assert "To ben: no letter" in out.getvalue()
    assert not letters(anna)
    assert not letters(ben)
    assert not WeeklyMail.objects.exists()
