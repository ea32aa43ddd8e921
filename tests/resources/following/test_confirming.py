"""Asked for, confirmed by the form at the link in the mail, and nothing before that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources import changes
from resources.following import forgetting
from resources.following.models import PENDING, Follower, Subscription
from tests.factories import make_tag
from tests.resources.following.conftest import ADDRESS, boxes, kept, letters, link_in, words

pytestmark = pytest.mark.django_db


def later(days: float) -> None:
    """Move all that was asked for into the past."""
    by = timedelta(days=days)
    for each in Subscription.objects.all():
        Subscription.objects.filter(pk=each.pk).update(asked_at=each.asked_at - by)
    for each in Follower.objects.exclude(confirm_until=None):
        times = {"confirm_until": each.confirm_until - by, "confirm_mailed_at": each.confirm_mailed_at - by}
        Follower.objects.filter(pk=each.pk).update(**times)


def test_works(visitor, pillar):
    assert visitor.follow("/pillars/policy/", rhythm="daily", level="all") == "/follow/asked/"
    assert "a message is on its way" in words(visitor.get("/follow/asked/"))
    [letter] = letters()
    assert (letter.to, letter.subject) == (ADDRESS, "Confirm what you asked to follow")
    for text in (letter.text, words(letter.html)):
        assert "Resources on Policy & Oversight (daily, all changes)" in text
    confirm = link_in(letter, "confirm")
    page = visitor.get(confirm)
    assert "Resources on Policy & Oversight" in words(page)
    assert not Subscription.objects.active().exists(), "to look at it confirms nothing"
    assert visitor.post(confirm, **boxes(page)) == confirm
    [found] = Subscription.objects.active()
    assert (found.address, found.rhythm, found.level) == ("/pillars/policy/", "daily", "all")
    assert timezone.now() - timedelta(minutes=1) < found.told_until <= changes.settled()
    assert "It is confirmed" in words(visitor.get(confirm))


def test_confirmed_again_it_stays_as_it_is(visitor, pillar, follower):
    before = Subscription.objects.values().get()
    confirm = f"/follow/confirm/{_token(follower)}/"
    for _ in range(2):
        visitor.post(confirm, 200, shown=[before["id"]], follow=[before["id"]])
        assert "It is confirmed" in words(visitor.get(confirm))
    assert Subscription.objects.values().get() == before


def test_erased_in_the_moment_it_is_confirmed_or_changed_it_stays_erased(visitor, follower):
    from django.http import Http404

    from resources.following import confirming, door

    shown = [str(each.pk) for each in follower.subscriptions.all()]
    Follower.objects.get().erase()
    confirming.confirm(follower, shown=shown, chosen=shown)
    with pytest.raises(Http404), door.PAGES.writing(None, follower):
        pytest.fail("It is not there any more.")
    assert kept() == 0


def _token(follower) -> str:
    from resources.following.links import confirm_url

    return confirm_url(follower).rstrip("/").rpartition("/")[2]


def test_a_day_has_one_mail_and_its_page_names_all_that_was_asked_for(visitor, pillar):
    make_tag(name="youth")
    visitor.follow("/pillars/policy/")
    [letter] = letters()
    visitor.follow("/whats-new/")
    visitor.follow("/pillars/policy/", rhythm="at-once")
    assert letters() == [letter]
    confirm = link_in(letter, "confirm")
    page = words(visitor.get(confirm))
    assert page.count("after the message was sent") == 2
    assert "What’s new Weekly, major changes. Asked for on" in page
    assert "Resources on Policy & Oversight At once, major changes. Asked for on" in page
    form = boxes(visitor.get(confirm))
    assert form["follow"] == [], "nothing that the mail did not name is ticked for its reader"
    visitor.post(confirm, **form)
    assert (Subscription.objects.active().count(), Subscription.objects.count()) == (0, 2)
    visitor.post(confirm, shown=form["shown"], follow=form["shown"])
    assert Subscription.objects.active().count() == 2


def test_what_came_while_the_page_was_open_is_not_confirmed_by_it(visitor, pillar):
    visitor.follow("/pillars/policy/")
    [letter] = letters()
    confirm = link_in(letter, "confirm")
    form = boxes(visitor.get(confirm))
    visitor.follow("/whats-new/")
    letters()
    visitor.post(confirm, **form)
    assert [each.address for each in Subscription.objects.active()] == ["/pillars/policy/"]
    assert [each.address for each in Subscription.objects.pending(timezone.now())] == ["/whats-new/"]
    visitor.post(confirm, shown=["999"], follow=[str(Subscription.objects.last().pk)])
    assert Subscription.objects.active().count() == 1, "a box that was not shown"


def test_what_is_unticked_is_forgotten_and_with_nothing_left_the_address(visitor, pillar):
    visitor.follow("/pillars/policy/")
    [letter] = letters()
    confirm = link_in(letter, "confirm")
    visitor.post(confirm, shown=boxes(visitor.get(confirm))["shown"])
    assert kept() == 0
    assert "does not work any more" in words(visitor.get(confirm, 404))


def test_after_seven_days_it_says_so_and_all_of_it_is_erased(visitor, pillar):
    visitor.follow("/pillars/policy/")
    [letter] = letters()
    confirm = link_in(letter, "confirm")
    form = boxes(visitor.get(confirm))
    later(6.9)
    assert forgetting.forget(timezone.now()) == 0
    assert boxes(visitor.get(confirm)) == form
    later(0.2)
    visitor.post(confirm, 200, **form)
    assert not Subscription.objects.active().exists()
    assert forgetting.forget(timezone.now()) == 1
    assert kept() == 0
    assert f"A link to confirm works for {PENDING.days} days" in words(visitor.get(confirm, 404))


def test_asked_for_again_later_the_old_link_has_ended_and_the_new_one_works(visitor, pillar):
    from resources.following.answering import CONFIRMATIONS_TO_ONE

    visitor.follow("/pillars/policy/")
    [first] = letters()
    later(8)
    CONFIRMATIONS_TO_ONE.clear(ADDRESS)
    visitor.follow("/pillars/policy/")
    _, second = letters()
    assert link_in(second, "confirm") != link_in(first, "confirm")
    visitor.get(link_in(first, "confirm"), 404)
    confirm = link_in(second, "confirm")
    visitor.post(confirm, **boxes(visitor.get(confirm)))
    assert Subscription.objects.active().count() == 1


def test_words_that_a_stranger_typed_are_not_in_the_mail_but_on_the_page(visitor, pillar):
    visitor.follow("/resources/?q=win+money+at+evil.test")
    [letter] = letters()
    assert "evil.test" not in letter.text + letter.html + letter.subject
    assert "A search, whose words stand on the page" in letter.text
    assert "“win money at evil.test”" in words(visitor.get(link_in(letter, "confirm")))


@pytest.mark.parametrize("token", ["x" * 43, "x" * 42, "x" * 44, "%00" * 20, "é" * 43])
def test_a_guessed_token_leads_nowhere(visitor, token):
    for name in ("confirm", "manage", "stop", "stop-all"):
        assert visitor.client.get(f"/follow/{name}/{token}/").status_code == 404
