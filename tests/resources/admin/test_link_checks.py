"""Links in the admin: what was found, where it stands, and one click to follow a move."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from icpr.operations.models import Operation
from resources.curation import history
from resources.link_checks.models import CheckedAddress, State
from resources.models import Resource
from tests.factories import make_document, make_example, make_finding, make_item, make_publishable, make_publisher
from tests.resources.staff import address, staff, texts

pytestmark = pytest.mark.django_db
LINKS = "/admin/link_checks/checkedaddress/"
OLD, NEW = "https://example.org/old", "https://example.org/new"


def moved(**fields) -> CheckedAddress:
    now = timezone.now()
    given = {"url": OLD, "new_url": NEW, "state": State.MOVED, "host": "example.org", "due_at": now, "state_since": now}
    return CheckedAddress.objects.create(**given | fields)


def public(url: str = OLD) -> Resource:
    record = make_publishable(official_url=url, address_evidence="own-page")
    record.publish()
    return record


def accept(client, row: CheckedAddress, new: str = NEW):
    return client.post(f"{LINKS}?state=moved", {"link": row.pk, "accept": new}, follow=True)


@pytest.fixture
def publisher():
    return staff("Publishers")


def test_works(publisher):
    row, record = moved(), public()
    paper = make_document(resource=public("https://example.org/x"), url=OLD, address_evidence="own-page")
    page = publisher.get(f"{LINKS}?state=moved").content.decode()
    for part in (OLD, NEW, record.permanent_number, paper.resource.permanent_number, "Lead to the new address"):
        assert part in page, part
    said = texts(accept(publisher, row))
    assert f"2 records lead to {NEW} now." in said
    record.refresh_from_db()
    paper.refresh_from_db()
    assert (record.official_url, record.address_evidence, paper.url) == (NEW, "own-page", NEW)
    comments = [version.revision.comment for version in history.versions_of(record.pk)]
    assert f"Address changed to the one it moved to: {NEW}" in comments
    assert CheckedAddress.objects.filter(url=NEW, state=State.WAITING).exists()


def test_it_can_be_undone(publisher):
    row, record = moved(), public()
    accept(publisher, row)
    operation = Operation.objects.get()
    publisher.post(address_of(operation), {"why": "It was wrong."})
    record.refresh_from_db()
    assert record.official_url == OLD


def address_of(operation: Operation) -> str:
    return f"/admin/operations/operation/{operation.pk}/change/"


def test_twice_is_once(publisher):
    row, record = moved(), public()
    accept(publisher, row)
    Resource.objects.update(official_url="https://example.org/third")
    assert "Nothing leads to this address any more" in texts(accept(publisher, row))
    record.refresh_from_db()
    assert record.official_url == "https://example.org/third"


def test_what_staff_saw_is_taken_and_nothing_else(publisher):
    row, record = moved(new_url="https://example.org/newer"), public()
    assert "checked again or answered meanwhile" in texts(accept(publisher, row))
    record.refresh_from_db()
    assert record.official_url == OLD


def test_an_editor_changes_drafts_alone():
    row, record = moved(), public()
    draft = make_publishable(official_url=OLD, address_evidence="own-page")
    said = texts(accept(staff("Editors"), row))
    assert "1 record leads to" in said
    assert "a change of it is for publishers" in said
    record.refresh_from_db()
    draft.refresh_from_db()
    assert (record.official_url, draft.official_url) == (OLD, NEW)


def elsewhere() -> list[tuple[Model, str]]:
    """A row of each other table that leads to the old address, with the field."""
    press = make_publisher()
    found = [
        (press, "directory_url"),
        (make_finding(), "url"),
        (make_example(), "url"),
        (make_item(number="1.8"), "source_url"),
        (make_item(number="1.8.1"), "source_url"),
    ]
    for row, field in found:
        type(row)._base_manager.filter(pk=row.pk).update(**{field: OLD})
    return found


def addresses_of(rows: list[tuple[Model, str]]) -> set[str]:
    return {getattr(type(row)._base_manager.get(pk=row.pk), field) for row, field in rows}


def test_of_publishers_and_the_blueprint_it_is_accepted_too_and_undone(publisher):
    row, record, rows = moved(), public(), elsewhere()
    page = publisher.get(f"{LINKS}?state=moved").content.decode()
    assert f"/admin/pillars/finding/{rows[1][0].pk}/change/" in page
    said = texts(accept(publisher, row))
    for part in ("1 record leads to", "1 publisher leads to", "1 finding leads to", "2 items lead to"):
        assert part in said, part
    assert addresses_of([*rows, (record, "official_url")]) == {NEW}
    assert Operation.objects.count() == 5
    for operation in Operation.objects.all():
        publisher.post(address_of(operation), {"why": "It was wrong."})
    assert addresses_of([*rows, (record, "official_url")]) == {OLD}


def test_rows_of_others_alone_are_enough(publisher):
    row, rows = moved(), elsewhere()
    assert "Lead to the new address" in publisher.get(f"{LINKS}?state=moved").content.decode()
    accept(publisher, row)
    assert addresses_of(rows) == {NEW}
    assert CheckedAddress.objects.filter(url=NEW, state=State.WAITING).exists()


def test_an_editor_changes_no_publisher():
    row, rows = moved(), elsewhere()
    said = texts(accept(staff("Editors"), row))
    assert "This account may not change it." in said
    assert addresses_of(rows[:1]) == {OLD}
    assert addresses_of(rows[1:]) == {NEW}


@pytest.mark.parametrize("link", ["", "x", "0", "99999999999999999999", "-1"])
def test_bad_input_is_said(publisher, link):
    answer = publisher.post(LINKS, {"link": link, "accept": NEW}, follow=True)
    assert "stands nowhere any more" in texts(answer)


def test_only_for_those_who_may_change_records():
    moved()
    User.objects.create_user("guest", is_staff=True)
    client = staff("Editors")
    client.force_login(User.objects.get(username="guest"))
    assert client.get(LINKS).status_code == 403
    assert client.post(LINKS, {"link": "1"}).status_code == 403


def test_an_address_is_checked_again(publisher, settings):
    row = moved()
    assert "LINK_CHECKS is off" in texts(publisher.post(LINKS, {"link": row.pk, "again": "1"}, follow=True))
    settings.LINK_CHECKS = True
    CheckedAddress.objects.update(due_at=timezone.now() + timedelta(days=5))
    said = texts(publisher.post(LINKS, {"link": row.pk, "again": "1"}, follow=True))
    assert "checked again within minutes" in said
    row.refresh_from_db()
    assert row.due_at <= timezone.now()


def test_the_record_says_what_was_found(publisher):
    moved()
    record = public()
    page = publisher.get(address("change", record.pk)).content.decode()
    assert "Moved for good" in page
    assert NEW in page


def test_lists_and_start_page_show_what_needs_care(publisher):
    record, other = public(), public("https://example.org/fine")
    moved()
    page = publisher.get(address("changelist"), {"care": "moved"}).content.decode()
    assert record.permanent_number in page
    assert other.permanent_number not in page
    CheckedAddress.objects.update(state=State.GONE, new_url="")
    page = publisher.get(address("changelist"), {"care": "gone"}).content.decode()
    assert record.permanent_number in page
    start = publisher.get("/admin/").content.decode()
    assert "?desk=link-gone" in start


@pytest.mark.parametrize("count", [1, 12])
def test_a_fixed_number_of_queries(publisher, django_assert_num_queries, count):
    for number in range(count):
        public(f"https://example.org/{number}")
        moved(url=f"https://example.org/{number}")
    publisher.get(f"{LINKS}?state=moved")
    with django_assert_num_queries(13):
        publisher.get(f"{LINKS}?state=moved")
