"""What readers are told of a link: true, seldom changed, and nothing of what only drafts lead to."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from resources import edition
from resources.catalogue import facet_index
from resources.catalogue.record_page import of_public
from resources.link_checks.models import CheckedAddress, State, Told
from resources.link_checks.storing import store
from resources.link_checks.telling import note_on, tell
from resources.models import Resource, SearchAddress
from tests.factories import make_document, make_publishable

pytestmark = pytest.mark.django_db
URL = "https://example.org/paper"
DAY = timedelta(days=1)


@pytest.fixture
def record() -> Resource:
    record = make_publishable(official_url=URL, address_evidence="own-page")
    record.publish()
    return record


def found(state: State, worked_at=None, url: str = URL, **fields) -> CheckedAddress:
    now = timezone.now()
    return CheckedAddress.objects.create(
        url=url, host="example.org", state=state, due_at=now, checked_at=now, worked_at=worked_at, **fields
    )


def page(record: Resource) -> str:
    return " ".join(Client().get(record.get_absolute_url()).content.decode().split())


def test_works(record):
    now = timezone.now()
    found(State.OK, worked_at=now)
    assert "The link worked" not in page(record)
    assert tell(now) == 1
    assert "The link worked on" in page(record)
    assert date_format(timezone.localdate(now), "F j, Y") in page(record)
    assert tell(now) == 0


def test_gone_is_told_at_once_with_the_day_it_worked(record):
    now = timezone.now()
    row = found(State.OK, worked_at=now - 40 * DAY)
    tell(now)
    CheckedAddress.objects.update(state=State.GONE)
    tell(now)
    assert "The link did not work when we last tried it</strong>; it worked on" in page(record)
    row.refresh_from_db()
    store(row, answer_ok(), now)
    tell(now)
    assert "The link worked on" in page(record)


def answer_ok():
    from resources.link_checks.answers import Answer

    return Answer(URL, status=200)


def button(record: Resource) -> str:
    """What the page offers first."""
    found = re.search(r'<a class="button get__open" href="([^"]+)"', page(record))
    return found[1]


def test_gone_is_not_offered_first_any_more_and_the_next_steps_are(record, settings):
    settings.CONTACT_EMAIL = "library@example.org"
    SearchAddress.objects.create(name="WorldCat", pattern="https://search.worldcat.org/search?q={title}")
    record.access = "open"
    record.save()
    row, now = found(State.OK, worked_at=timezone.now()), timezone.now()
    tell(now)
    assert button(record) == URL
    assert 'class="short__part">Open to all' in page(record)
    assert "Next steps to the document" not in page(record)
    CheckedAddress.objects.update(state=State.GONE)
    tell(now)
    assert button(record).startswith("https://search.worldcat.org/search?q=")
    gone = page(record)
    for part in ("Next steps to the document", "Ask a librarian", f'may answer you: <a href="{URL}"', "/tell-us/"):
        assert part in gone, part
    assert "The publisher’s own page, open to all." not in gone
    assert 'class="short__part">Open to all' not in gone
    store(row, answer_ok(), now)
    tell(now)
    assert button(record) == URL
    assert "Next steps to the document" not in page(record)


def test_gone_with_nowhere_to_look_asks_the_reader(record):
    found(State.GONE)
    tell(timezone.now())
    assert "/tell-us/" in button(record)


def test_a_held_file_is_offered_whatever_links_do(record):
    make_document(resource=record, file=ContentFile(b"Words.", "words.txt"))
    found(State.GONE)
    tell(timezone.now())
    assert "/documents/" in button(record)
    assert "Next steps to the document" not in page(record)


def test_gone_costs_two_queries_more(record):
    found(State.OK, worked_at=timezone.now())

    def queries() -> int:
        tell(timezone.now())
        index = facet_index.current()
        for _ in range(2):  # the first also makes what is kept of an edition
            read = Resource.objects.for_detail().get(pk=record.pk)
            with CaptureQueriesContext(connection) as asked:
                of_public(read, index)
        return len(asked)

    works = queries()
    CheckedAddress.objects.update(state=State.GONE)
    assert queries() == works + 2


def test_gone_that_never_worked_has_no_day(record):
    found(State.GONE)
    tell(timezone.now())
    assert "when we last tried it</strong>." in page(record)


@pytest.mark.parametrize("state", [State.WAITING, State.UNSURE, State.PARKED, State.MEMBERS])
def test_what_is_not_known_is_not_told(record, state):
    found(state)
    assert tell(timezone.now()) == 0
    assert "The link" not in page(record)


def test_a_failure_that_is_not_sure_leaves_what_was_true(record):
    now = timezone.now()
    found(State.UNSURE, worked_at=now)
    tell(now)
    assert "The link worked on" in page(record)


def test_daily_checks_change_no_page(record):
    """The validators of all pages stay for a month, and then change once, for all links together."""
    now = timezone.now()
    row = found(State.OK, worked_at=now)
    other = found(State.OK, worked_at=now, url="https://example.org/2")
    make_document(resource=record, url=other.url, address_evidence="own-page")
    tell(now)
    before = edition.current()
    for day in range(1, 30):
        for each in (row, other):
            store(each, answer_ok(), now + day * DAY)
        assert tell(now + day * DAY) == 0
    assert edition.current() == before
    assert edition.current().page_version == before.page_version
    assert tell(now + 30 * DAY) == 2
    assert edition.current().page_version != before.page_version
    assert edition.current() == before  # nothing kept in memory is made of it
    row.refresh_from_db()
    assert row.told_on == timezone.localdate(now + 29 * DAY)


def test_nothing_of_drafts_is_told():
    now = timezone.now()
    draft = make_publishable(official_url=URL, address_evidence="own-page")
    found(State.GONE)
    version = edition.current().page_version
    assert tell(now) == 0
    assert note_on(URL) is None
    assert edition.current().page_version == version
    draft.publish()
    assert tell(now) == 1
    draft.withdraw("Replaced.")
    assert tell(now) == 1
    assert CheckedAddress.objects.get().told == Told.NOTHING
