"""Digests: one letter a follower and moment, each period told once, whoever dies or comes between."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from icpr.jobs.leases import LeaseLost
from icpr.jobs.models import Job
from icpr.outbox import queue
from icpr.outbox.claims import forget_finished
from icpr.outbox.models import Message
from resources.following import digests
from resources.following.models import Follower, Level, Rhythm, Subscription
from resources.models import ChangeNote, Resource
from tests.factories import make_many, make_pillar, make_resource, make_tag
from tests.resources.following.followers import lease, letters, make_follower, make_subscription, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_works():
    pillar = make_pillar(slug="policy", name="Policy")
    followed = make_subscription("/pillars/policy/")
    make_resource(title="Foot patrol", pillars=[pillar])
    make_resource(title="Elsewhere")
    assert tell() == 1
    [letter] = letters(followed.follower)
    assert letter.to == followed.follower.mailbox()
    assert letter.subject == "1 new resource: Foot patrol"
    assert "Matches: Resources on Policy" in letter.text
    assert "Elsewhere" not in letter.text + letter.html
    followed.refresh_from_db()
    assert timezone.now() - 2 * HOUR < followed.told_until < timezone.now()
    assert followed.mailed_at
    assert tell() == 0
    ChangeNote.objects.tell(Resource.objects.get(title="Foot patrol"), "change", "A new chapter.")
    assert tell(timezone.now() + timedelta(minutes=4)) == 0  # more may come


def test_without_news_there_is_no_mail():
    make_subscription("/resources/", rhythm=Rhythm.DAILY)
    make_subscription("/resources/?q=zeppelin")
    make_resource(publish_at=timezone.now() - timedelta(days=40))
    assert tell() == 0
    assert Message.objects.count() == 0
    assert Subscription.objects.get(rhythm="daily").told_until > timezone.now() - timedelta(hours=26)


def test_all_of_a_follower_is_one_letter_that_tells_each_thing_once():
    pillar = make_pillar(slug="policy", name="Policy")
    follower = make_follower()
    make_subscription("/pillars/policy/", follower=follower)
    make_subscription("/resources/?q=patrol", follower=follower, rhythm=Rhythm.WEEKLY)
    made = make_resource(title="Foot patrol", pillars=[pillar], publish_at=timezone.now() - timedelta(days=9))
    make_subscription(made.permanent_url, follower=follower)
    assert tell() == 1
    [letter] = letters(follower)
    assert letter.text.count(f"Permanent address: https://library.test{made.permanent_url}") == 1
    assert "You follow this record. Matches: Resources on Policy; Resources matching “patrol”" in letter.text
    assert "One entry above is in this too." in letter.text
    assert "/follow/stop-all/" in letter.headers["List-Unsubscribe"]


def test_a_bulk_import_is_one_letter_and_few_entries():
    followed = make_subscription("/resources/")
    make_many(500, kind="report")
    assert tell() == 1
    [letter] = letters(followed.follower)
    assert letter.subject.startswith("500 new resources: ")
    assert letter.text.count("Permanent address") == 25
    assert "And 475 more: https://library.test/resources/?sort=added" in letter.text
    assert len(letter.html.encode()) < 102_000
    assert tell() == 0


def test_what_is_published_one_by_one_is_one_letter():
    followed, now = make_subscription("/resources/"), timezone.now() - HOUR
    for minute in range(20):
        make_resource(publish_at=now + timedelta(minutes=minute))
        tell(now + timedelta(minutes=minute + 5))
    assert letters(followed.follower) == []
    tell(now + timedelta(minutes=40))
    assert [each.subject[:16] for each in letters(followed.follower)] == ["20 new resources"]


@pytest.mark.slow
def test_three_rhythms():
    local = timezone.get_default_timezone()
    published = datetime(2025, 11, 25, 15, tzinfo=local)  # a Tuesday
    before = published - timedelta(days=1)
    followed = {each: make_subscription("/resources/", rhythm=each, told_until=before) for each in Rhythm.values}
    make_resource(publish_at=published)
    told = {}
    moment = published
    while moment < published + timedelta(days=8):
        tell(moment)
        for rhythm, each in followed.items():
            if letters(each.follower):
                told.setdefault(rhythm, moment)
        moment += timedelta(minutes=30)
    days = {rhythm: at.strftime("%A %H") for rhythm, at in told.items()}
    assert days == {"at-once": "Tuesday 15", "daily": "Wednesday 07", "weekly": "Monday 07"}
    assert all(len(letters(each.follower)) == 1 for each in followed.values())


def test_who_is_paused_stopped_or_not_confirmed_is_told_nothing():
    make_resource()
    for fields in ({"is_paused": True}, {"stopped_at": timezone.now()}):
        make_subscription("/resources/", follower=make_follower(**fields))
    Subscription.objects.filter(pk=make_subscription("/resources/").pk).update(confirmed_at=None)
    assert tell() == 0


def test_while_all_mail_is_stopped_nothing_is_written_and_afterwards_one_letter():
    followed = make_subscription("/resources/")
    queue.pause()
    make_resource()
    assert tell() == 0
    make_resource()
    queue.resume()
    assert tell() == 1
    assert letters(followed.follower)[0].subject.startswith("2 new resources")


def test_a_clock_that_is_set_back_repeats_nothing():
    followed = make_subscription("/resources/")
    make_resource()
    assert tell() == 1
    before = Subscription.objects.get().told_until
    assert tell(timezone.now() - timedelta(days=3)) == 0
    assert Subscription.objects.get().told_until == before
    assert tell() == 0
    assert len(letters(followed.follower)) == 1


def test_a_record_that_went_before_the_mail_is_not_told_of():
    followed = make_subscription("/resources/")
    make_resource(title="A slip").withdraw("It was a slip.")
    make_resource(title="Right")
    assert tell() == 1
    assert "slip" not in letters(followed.follower)[0].text


def test_what_is_renamed_is_followed_at_its_new_address():
    pillar = make_pillar(slug="policy", name="Policy")
    followed = make_subscription("/pillars/policy/")
    twice = make_subscription("/pillars/rules/", follower=followed.follower)
    once = make_subscription("/resources/?pillar=policy")
    pillar.slug = "rules"
    pillar.save()
    make_resource(pillars=[pillar])
    assert tell() == 2
    addresses = Subscription.objects.order_by("pk").values_list("pk", "address")
    assert list(addresses) == [(twice.pk, "/pillars/rules/"), (once.pk, "/resources/?pillar=rules")]


def test_what_is_renamed_takes_the_place_of_what_only_waits_to_be_confirmed():
    pillar = make_pillar(slug="policy", name="Policy")
    followed = make_subscription("/pillars/policy/")
    asked = {"rhythm": Rhythm.WEEKLY, "level": Level.ALL, "title": "Somebody asked for it"}
    Subscription.objects.ask(followed.follower, address="/pillars/rules/", **asked)
    pillar.slug = "rules"
    pillar.save()
    make_resource(pillars=[pillar])
    assert tell() == 1
    [left] = Subscription.objects.all()
    assert (left.pk, left.address, left.confirmed_at) == (followed.pk, "/pillars/rules/", followed.confirmed_at)


def test_what_is_lost_is_told_once_and_waits(settings):
    tag = make_tag(name="trust")
    followed = make_subscription("/tags/trust/", rhythm=Rhythm.DAILY, title="Resources tagged trust")
    record = make_resource(tags=[tag])
    record.tags.clear()
    assert tell() == 1
    [letter] = letters(followed.follower)
    assert letter.subject == "What you follow is no longer in the library: Resources tagged trust"
    assert tell(timezone.now() + timedelta(days=2)) == 0
    Message.objects.update(finished_at=timezone.now() - timedelta(days=100))
    forget_finished()
    assert tell(timezone.now() + timedelta(days=4)) == 0
    record.tags.set([tag])
    Resource.objects.update(publish_at=timezone.now() - timedelta(seconds=1))
    Subscription.objects.update(told_until=timezone.now() - timedelta(days=3))
    Resource.objects.update(publish_at=timezone.now() - timedelta(days=2))
    assert tell() == 1


def test_who_leaves_meanwhile_is_sent_nothing():
    followed, other = make_subscription("/resources/"), make_subscription("/resources/")
    make_resource()
    held = lease()
    until = digests.periods.known()
    matcher = digests._matcher(until)
    asked = [(each.follower, [each]) for each in (followed, other)]
    pieces = list(digests._pieces(asked, matcher, digests.Writer(matcher.news.at), until, held.beat))
    Follower.objects.filter(pk=followed.follower.pk).update(is_paused=True)
    assert digests._write(held, pieces) == 1
    assert letters(followed.follower) == []
    assert Subscription.objects.get(pk=followed.pk).told_until == followed.told_until


def test_who_lost_the_job_writes_nothing():
    make_subscription("/resources/")
    make_resource()
    held = lease()
    Job.objects.update(fence=held.fence + 1)
    with pytest.raises(LeaseLost):
        digests.tell(held)
    assert Message.objects.count() == 0
    assert tell() == 1


def test_the_preview_needs_neither_a_follower_nor_a_queue():
    make_resource(title="Foot patrol", publish_at=timezone.now() - timedelta(days=2))
    asked = Subscription(
        address="/resources/", title="All", level=Level.ALL, told_until=timezone.now() - timedelta(days=7)
    )
    letter = digests.preview(Follower(), [asked])
    assert letter.subject == "1 new resource: Foot patrol"
    assert Message.objects.count() == 0
    assert (
        digests.preview(Follower(), [Subscription(address="/resources/?q=zeppelin", told_until=timezone.now())]) is None
    )


def test_many_followers_cost_as_many_queries_as_a_few():
    pillar = make_pillar(slug="policy")
    make_resource(pillars=[pillar])
    costs = []
    for followers in (2, 2, 12):
        for number in range(followers):
            make_subscription(f"/{'pillars/policy' if number % 2 else 'resources'}/")
        held = lease()
        with CaptureQueriesContext(connection) as queries:
            assert digests.tell(held) == followers
        costs.append(len(queries))
    assert costs[1] == costs[2]
