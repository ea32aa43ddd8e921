"""The form by which something is followed: what it tells, and that it tells nothing of anybody."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from icpr.lib.mail import MailboxField
from resources.following import answering, asking
from resources.following.models import MOST_FOLLOWED, Asked, Follower, Subscription
from resources.models import SynonymGroup
from tests.factories import make_resource
from tests.resources.following.conftest import ADDRESS, kept, letters, link_in, words

pytestmark = pytest.mark.django_db

MANY = 1_000


def network(number: int) -> dict[str, str]:
    return {"REMOTE_ADDR": f"198.51.{number // 250}.{number % 250 + 1}"}


def test_works(visitor, pillar, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        page = visitor.get("/follow/?of=/pillars/policy/")
    said = words(page)
    assert "Follow this pillar Resources on Policy & Oversight" in said
    for feed in ("/pillars/policy.atom", "/pillars/policy.feed.json"):
        assert f'href="{feed}"' in page
        assert f"https://library.test{feed}" in page
    assert page.index("By feed") < page.index("By mail") < page.index('name="email"')
    assert "so far; the library is" in said
    assert re.findall(r'value="([\w-]+)"[^>]* checked', page) == ["major", "weekly"]


def test_asks_no_more_for_twenty_records_than_for_two(client, pillar, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def number() -> int:
        client.get("/follow/?of=/pillars/policy/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/follow/?of=/pillars/policy/")
        return len(queries)

    make_resource(pillars=[pillar])
    few = number()
    for _ in range(18):
        make_resource(pillars=[pillar])
    assert number() == few


def test_says_the_same_whatever_is_known_and_asks_the_database_the_same(visitor, pillar, follower):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    stopped = Follower.objects.make("stopped@example.org")
    Follower.objects.filter(pk=stopped.pk).update(stopped_at=timezone.now(), confirmed_at=timezone.now())
    seen = []
    for email in (ADDRESS, "new@example.org", "stopped@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.client.post(
                "/follow/", {"of": "/whats-new/", "email": email, "rhythm": "daily", "level": "all"}
            )
        seen.append((answer.status_code, answer["Location"], len(queries), sorted(answer.headers)))
    assert seen[0] == seen[1] == seen[2]
    said = {visitor.post("/follow/link/", email=email) for email in (ADDRESS, "new@example.org", "nobody@example.org")}
    assert said == {"/follow/asked/"}


def test_who_follows_it_already_is_told_so_by_mail(visitor, pillar, follower):
    answering.CONFIRMATIONS_TO_ONE.clear(ADDRESS)
    visitor.follow("/pillars/policy/", rhythm="at-once", level="all")
    _, letter = letters()
    assert letter.subject == "You follow this already"
    assert link_in(letter, "manage")
    assert "List-Unsubscribe" not in letter.headers, "a stranger asked: one click in a mail program must end nothing"
    assert Subscription.objects.get().rhythm == "weekly"


def test_the_private_address_is_sent_to_who_follows_and_to_nobody_else(visitor, pillar, follower):
    before = len(letters())
    for email in (ADDRESS, "nobody@example.org", ADDRESS, ADDRESS):
        visitor.post("/follow/link/", email=email)
    sent = letters()[before:]
    assert [letter.to for letter in sent] == [ADDRESS, ADDRESS], "two a day"
    assert "What you follow" in words(visitor.get(link_in(sent[0], "manage")))


def test_of_one_network_so_many_are_taken(pillar):
    client = Client(enforce_csrf_checks=True)
    codes = [
        client.post(
            "/follow/",
            {"of": "/whats-new/", "email": f"a{number}@example.org", "rhythm": "weekly", "level": "all"},
        ).status_code
        for number in range(asking.FROM_NETWORK.most + 2)
    ]
    assert codes == [303] * asking.FROM_NETWORK.most + [429] * 2
    assert Asked.objects.count() == asking.FROM_NETWORK.most


def test_of_all_networks_together_so_many_are_taken(visitor, pillar):
    asking.OF_ALL.take(amount=asking.OF_ALL.most - 500)
    form = {"of": "/whats-new/", "rhythm": "weekly", "level": "all"}
    codes = [
        visitor.client.post("/follow/", form | {"email": f"a{n}@example.org"}, **network(n // 2)).status_code
        for n in range(0, MANY, 2)
    ]
    assert codes == [303] * 500
    refused = visitor.client.post("/follow/", form | {"email": "b@example.org"}, **network(999))
    assert refused.status_code == 429
    assert "Nothing was taken" in words(refused.content.decode())
    assert "/whats-new.atom" in refused.content.decode()


def test_one_mailbox_gets_one_mail_however_it_is_written_and_how_often(visitor, pillar):
    for number in range(5):
        for email in ("a.b+x@gmail.com", "AB@gmail.com", "ab@googlemail.com"):
            visitor.follow("/whats-new/", email, sent_by=network(number))
    assert len(letters()) == 1


def test_one_address_follows_so_much_at_most(visitor, pillar, follower):
    for number in range(MOST_FOLLOWED - 1):
        Subscription.objects.ask(follower, address=f"/tags/t{number}/", title="A tag")
    visitor.follow("/whats-new/")
    letters()
    assert Subscription.objects.count() == MOST_FOLLOWED


@pytest.mark.parametrize(
    "email",
    [
        *("", "chief", "chief at example.org", '"a b"@example.org', "a@[127.0.0.1]", f"{'x' * 320}@example.org"),
        *(
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org\x00",
            "jö@example.org",
            "ſmith@example.org",
            "a@x..org",
        ),
    ],
)
def test_an_address_that_is_none_is_said_beside_the_field(visitor, pillar, email):
    page = visitor.follow("/pillars/policy/", email, status=400)
    assert "field__error" in page
    assert kept() == 0
    assert "field__error" in visitor.post("/follow/link/", 400, email=email)


def test_an_address_in_other_letters_goes_to_its_server(visitor, pillar):
    visitor.follow("/pillars/policy/", "chief@Jö.example.org")
    [letter] = letters()
    assert letter.to == "chief@xn--j-1ga.example.org"


def test_letters_that_look_like_others_are_refused():
    for email in ("ſmith@example.org", "\u212aelly@example.org"):
        with pytest.raises(ValidationError, match="plain letters"):
            MailboxField().clean(email)


@pytest.mark.parametrize("wrong", [{"rhythm": "hourly"}, {"level": "none"}, {"rhythm": ""}, {"website": "x"}])
def test_what_no_form_of_ours_sends_is_refused(visitor, pillar, wrong):
    visitor.follow("/pillars/policy/", status=400, **wrong)
    assert kept() == 0


def test_a_form_of_another_site_is_refused(visitor, pillar):
    page = visitor.follow("/pillars/policy/", status=403, sent_by={"HTTP_SEC_FETCH_SITE": "cross-site"})
    assert "another site" in words(page)
    assert kept() == 0


def test_says_what_is_told_of_a_record_and_what_of_a_list(visitor, pillar):
    record = make_resource()
    assert "when it is withdrawn" in words(visitor.get(f"/follow/?of={record.permanent_url}"))
    assert "to those who follow the record itself" in words(visitor.get("/follow/?of=/pillars/policy/"))


def test_what_cannot_be_followed_says_so(visitor, pillar):
    record = make_resource(title="An old guide")
    record.withdraw(reason="It is out of date.")
    assert "“An old guide”: Withdrawn" in words(visitor.get(f"/follow/?of={record.permanent_url}", 410))
    assert "“/about/” cannot be followed" in words(visitor.get("/follow/?of=/about/", 404))
    visitor.follow("/about/", status=404)
    assert "Address of a page of this library" in visitor.get("/follow/")
    visitor.follow("", status=200)
    assert kept() == 0


def test_a_search_is_followed_with_what_is_understood(visitor, pillar):
    page = words(visitor.get("/follow/?of=/resources/%3Fq%3Dzeppelin%26tag%3Dnone"))
    assert "Tag “none” is not one we know, so it was left out." in page
    assert "Nothing matches this today." in page


def test_a_search_says_of_its_words_what_its_list_says_with_a_link(visitor, pillar):
    make_resource(title="Conducted energy weapon")
    SynonymGroup.objects.create(terms="zapper\nconducted energy weapon")
    page = visitor.get("/follow/?of=/resources/%3Fq%3Dzapper")
    assert "Also searched: conducted energy weapon. Only the exact words" in words(page)
    assert '<a href="/resources/?q=%22zapper%22"' in page
    assert "https://library.test/resources/?q=%22" not in page


def test_without_a_mail_server_there_are_feeds_alone(visitor, pillar, settings):
    settings.PRODUCTION, settings.MAIL_SERVER = True, ""
    page = visitor.get("/follow/?of=/pillars/policy/")
    assert "can be followed by feed only" in words(page)
    assert 'name="email"' not in page
    visitor.follow("/pillars/policy/", status=200)
    assert "no mail server" in words(visitor.get("/follow/link/"))
    visitor.post("/follow/link/", 200, email=ADDRESS)
    assert kept() == 0
