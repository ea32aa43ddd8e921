"""What stands where a record was that was withdrawn, has expired or was deleted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from resources import edition as editions
from resources.models import Resource
from tests.factories import make_expired, make_resource

pytestmark = pytest.mark.django_db

NEVER_PUBLIC = [
    {"published": False},
    {"status": "in-review"},
    {"publish_at": timezone.now() + timedelta(days=1)},
    {"publish_at": timezone.now() - timedelta(days=9), "expire_at": timezone.now() - timedelta(days=1)},
]


def text(answer) -> str:
    return answer.content.decode()


def test_works(client):
    later = make_resource(title="The later edition")
    made = make_resource(superseded_by=later)
    made.withdraw("Replaced by a later edition.")
    answer = client.get(made.get_absolute_url())
    assert answer.status_code == 410
    for part in ("Replaced by a later edition.", later.get_absolute_url(), "noindex"):
        assert part in text(answer)
    permanent = client.get(made.permanent_url, follow=True)
    assert permanent.status_code == 410
    assert "Replaced by a later edition." in text(permanent)


def test_an_expired_record_is_gone_with_its_time_and_next_steps(client, settings):
    settings.CONTACT_EMAIL = "library@example.org"
    start, end = datetime(2026, 3, 1, 17, tzinfo=UTC), datetime(2026, 3, 5, 17, tzinfo=UTC)
    later = make_resource(title="The later edition")
    made = make_expired(title="Grants & dates", publish_at=start, expire_at=end, superseded_by=later)
    for address in (made.get_absolute_url(), made.permanent_url):
        answer = client.get(address)
        assert answer.status_code == 410
        for part in (
            "Grants &amp; dates",
            "It was published until March 5, 2026.",
            later.get_absolute_url(),
            'href="/resources/?q=Grants+%26+dates"',
            "mailto:library@example.org?subject=",
            "noindex",
        ):
            assert part in text(answer), part


def test_a_deleted_record_is_gone_as_it_was_last_seen(client):
    made = make_resource(title="Crowds")
    other = make_resource()
    made.withdraw("It was a mistake.")
    made.title = "Edited after it went"
    made.save()
    assert "Edited after it went" not in text(client.get(made.get_absolute_url()))
    made.delete()
    for address in (made.permanent_url, made.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 410
        for part in ("Deleted on", "It was a mistake.", "Crowds"):
            assert part in text(answer), part
        assert "Edited after it went" not in text(answer)
    assert client.get(other.permanent_url).status_code == 302


@pytest.mark.parametrize("fields", NEVER_PUBLIC)
def test_a_deleted_record_that_was_never_public_is_not_found(client, fields):
    made = make_resource(title="First", **fields)
    made.delete()
    for address in ("/resources/first/", made.permanent_url):
        assert client.get(address).status_code == 404, address


def test_a_new_record_takes_over_the_address_of_a_deleted_one(client):
    make_resource(title="Crowds").delete()
    assert client.get("/resources/crowds/").status_code == 410
    make_resource(title="Crowds")
    assert client.get("/resources/crowds/").status_code == 200


def test_a_former_address_of_what_is_gone_says_so(client):
    made = make_resource(title="First")
    made.slug = "second"
    made.save()
    made.withdraw("A test.")
    assert client.get("/resources/first/").status_code == 410


def test_a_withdrawn_record_does_not_tell_of_a_draft(client):
    made = make_resource(superseded_by=make_resource(title="Unfinished work", published=False))
    made.withdraw("Out of date.")
    assert "Unfinished work" not in text(client.get(made.get_absolute_url()))


OF_GONE = {
    "reason": (lambda rows: rows.update(withdrawn_reason="Out of date."), True),
    "what replaces it": (lambda rows: rows.update(superseded_by=make_resource(published=False)), True),
    "deleted": (lambda rows: rows.delete(), True),
    "title": (lambda rows: rows.update(title="Not public"), False),
}


@pytest.mark.parametrize("change", OF_GONE)
def test_what_is_told_of_what_is_gone_makes_a_new_version_of_the_pages(change):
    make, is_told = OF_GONE[change]
    gone = make_resource()
    gone.withdraw("It was wrong.")
    before = editions.current()
    make(Resource.objects.filter(pk=gone.pk))
    after = editions.current()
    assert (before.page_version != after.page_version) == is_told
