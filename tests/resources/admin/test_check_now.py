"""“Check the links now” on the page of a record: its links alone, before all others, by the job."""

from datetime import timedelta

import pytest
from django.utils import timezone

from icpr.jobs.execution import perform_due
from icpr.jobs.models import Job
from resources.contributions.models import Contribution, OwnDraft
from resources.link_checks import checking, collecting
from resources.link_checks.answers import Fault
from resources.link_checks.guarded import Rules
from resources.link_checks.models import CheckedAddress, State
from resources.models import Resource
from tests.factories import make_document, make_publishable
from tests.resources.link_checks.conftest import site
from tests.resources.link_checks.site import html
from tests.resources.staff import address, staff, texts

__all__ = ["site"]
pytestmark = pytest.mark.django_db
URL, PAPER = "https://example.org/work", "https://example.org/paper"
OTHERS = 90  # more than a piece of the job
BUTTON = "Check the links now"


@pytest.fixture(autouse=True)
def checked(settings):
    settings.LINK_CHECKS = True


@pytest.fixture
def editor():
    return staff("Editors")


def record_with(url: str = URL, **fields) -> Resource:
    return make_publishable(official_url=url, address_evidence="own-page" if url else "", **fields)


def check(client, record: Resource, model: str = "resource"):
    return client.post(address("check_links", record.pk, model=model), follow=True)


def test_works(editor, site):
    site.pages = {"/work": html("The work")}
    record, now = record_with(site.url("/work")), timezone.now()
    make_document(resource=record)  # known, and nowhere
    paper = make_document(resource=record, url=site.url("/paper"), address_evidence="own-page")
    others = [
        CheckedAddress(url=f"https://example.org/{place}", host=f"h{place}", due_at=now - timedelta(days=9))
        for place in range(OTHERS)
    ]
    CheckedAddress.objects.bulk_create(others)
    assert BUTTON in editor.get(address("change", record.pk)).content.decode()
    answer = check(editor, record)
    assert "2 links are asked next, usually within a minute" in texts(answer)
    assert answer.content.decode().count("It is asked next.") == 2
    piece = checking.due_piece()
    assert {row.url for row in piece[:2]} == {site.url("/work"), paper.url}
    assert len(piece) < len(others)
    rules = Rules("Test", seconds=3.0, pause=0.0, allow_loopback=True)
    assert {row.state for row in checking.check(piece[:2], rules=rules)} == {State.OK, State.UNSURE}
    page = editor.get(address("change", record.pk)).content.decode()
    assert "It is asked next" not in page
    assert "Last asked" in page


def test_the_job_does_it_and_never_asks_what_is_inside(editor, site):
    site.pages = {"/work": html("The work")}
    check(editor, record := record_with(site.url("/work")))
    assert [done.error for done in perform_due(only=[checking.JOB])] == [""]
    (row,) = collecting.of_records(Resource.objects.filter(pk=record.pk))
    assert (row.state, row.reason) == (State.UNSURE, Fault.REFUSED.value)
    assert site.asked == []


@pytest.mark.django_db(transaction=True)
def test_the_job_is_woken(editor):
    Job.objects.update_or_create(name=checking.JOB, defaults={"due_at": timezone.now() + timedelta(days=1)})
    check(editor, record_with())
    assert Job.objects.get(name=checking.JOB).due_at <= timezone.now()


def test_twice_is_once(editor):
    record = record_with()
    check(editor, record), check(editor, record)
    assert CheckedAddress.objects.count() == 1


def test_what_is_known_stays_until_it_is_asked(editor):
    record, now = record_with(), timezone.now()
    given = {"state": State.GONE, "state_since": now, "failed_days": 3, "failed_on": now.date()}
    CheckedAddress.objects.create(url=URL, host="example.org", due_at=now + timedelta(days=9), **given)
    other = CheckedAddress.objects.create(url=PAPER, host="example.org", due_at=now + timedelta(days=9))
    assert "1 link is asked next" in texts(check(editor, record))
    row = CheckedAddress.objects.get(url=URL)
    assert (row.state, row.failed_days, row.due_at) == (State.GONE, 3, checking.FIRST)
    assert CheckedAddress.objects.get(pk=other.pk).due_at == other.due_at


def test_off_is_said(editor, settings):
    settings.LINK_CHECKS = False
    record = record_with()
    page = editor.get(address("change", record.pk)).content.decode()
    assert BUTTON not in page
    assert "LINK_CHECKS is off" in page
    assert "LINK_CHECKS is off" in texts(check(editor, record))
    assert not CheckedAddress.objects.exists()


def test_a_record_without_links_has_no_button(editor):
    record = record_with("")
    assert BUTTON not in editor.get(address("change", record.pk)).content.decode()
    assert "has a link that could be asked" in texts(check(editor, record))


def test_of_a_withdrawn_record_nothing_is_asked(editor):
    record = record_with()
    record.publish()
    record.withdraw("Replaced.")
    assert BUTTON not in editor.get(address("change", record.pk)).content.decode()
    assert "The record is withdrawn" in texts(check(editor, record))
    assert not CheckedAddress.objects.exists()


@pytest.mark.parametrize(("group", "code"), [("Editors", 200), ("Taxonomists", 403), ("Contributors", 403)])
def test_who_may(group, code):
    client, record = staff(group), record_with()
    assert check(client, record).status_code == code
    assert CheckedAddress.objects.exists() == (code == 200)


def test_a_contributor_sees_no_button_on_an_own_draft():
    client, record = staff("Contributors"), record_with()
    draft = OwnDraft.objects.get(pk=record.pk)
    Contribution.objects.create(record=record, user_id=int(client.session["_auth_user_id"]))
    answer = client.get(f"/admin/contributions/owndraft/{draft.pk}/change/")
    assert answer.status_code == 200
    assert BUTTON not in answer.content.decode()


def test_no_such_record(editor):
    for pk in (0, 999_999, 10**17):
        assert editor.post(address("check_links", pk)).status_code == 404
    assert editor.get(address("check_links", record_with().pk)).status_code == 405
