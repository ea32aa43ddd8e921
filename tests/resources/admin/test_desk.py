"""The quality desk on the start page: each queue shows exactly what its list shows, and records can be put off."""

from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from icpr.lib.folding import slug_of
from pillars.models import Pillar
from resources.desk import figures, months, putting_off, reading
from resources.desk.models import Snooze
from resources.desk.queues import QUEUES
from resources.link_checks.models import CheckedAddress, State
from resources.models import DocumentText, Resource, SearchCount
from resources.review.models import Review
from tests.factories import make_document, make_item, make_publishable
from tests.resources.staff import address, staff, texts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def public(title: str, **fields) -> Resource:
    given = {
        "official_url": f"https://example.org/{slug_of(title)}",
        "address_evidence": "own-page",
        "issued": 2016,
        "annotation": "What it is.",
        "in_brief": "More of it.",
    }
    record = make_publishable(title=title, **given | fields)
    record.publish(fields.get("publish_at"))
    return record


def found_at(record: Resource, state: State, new_url: str = "") -> None:
    Resource.objects.filter(pk=record.pk).update(official_url=f"https://example.org/{record.pk}")
    CheckedAddress.objects.create(
        url=f"https://example.org/{record.pk}", host="example.org", state=state, new_url=new_url, due_at=timezone.now()
    )


def ago(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() - days * DAY, time(12)))


@pytest.fixture
def editor():
    return staff("Editors")


@pytest.fixture
def one_of_each() -> dict[str, Resource]:
    """A record in each queue, and in no other."""
    records = {
        "review-overdue": public("Review overdue", review_by=timezone.localdate() - 9 * DAY),
        "review-soon": public("Review soon", review_by=timezone.localdate() + 9 * DAY),
        "no-link": public("No link", official_url="", address_evidence=""),
        "no-date": public("No date", issued=None),
        "no-annotation": public("No annotation"),
        "long-annotation": public("Long", annotation="a" * 201),
        "no-summary": public("No summary", in_brief=""),
        "papers": public("Papers"),
        "unreadable": public("Unreadable"),
        "no-pillar": public("No pillar"),
        "no-successor": public("No successor"),
        "expiring": public("Ends", expire_at=timezone.now() + 5 * DAY),
        "link-gone": public("Gone"),
        "link-moved": public("Moved"),
        "link-parked": public("Parked"),
        "same-title": public("Twice"),
    }
    public("Twice")
    Resource.objects.filter(pk=records["no-annotation"].pk).update(annotation="")
    records["no-pillar"].pillars.clear()
    make_document(resource=records["papers"])
    scan = make_document(resource=records["unreadable"], file=ContentFile(b"%PDF-1.7 broken", "scan.pdf"))
    no_text = DocumentText.TextState.NO_TEXT
    DocumentText.objects.filter(document=scan).update(state=no_text, reason="The file is broken.")
    draft = make_publishable(title="A draft, of which the desk says nothing", in_brief="")
    Resource.objects.filter(pk=records["no-successor"].pk).update(superseded_by=draft)
    found_at(records["link-gone"], State.GONE)
    found_at(records["link-moved"], State.MOVED, "https://example.org/new")
    found_at(records["link-parked"], State.PARKED)
    scheduled = make_publishable(
        title="Next week",
        issued=2016,
        in_brief="x",
        official_url="https://a.org/",
        address_evidence="own-page",
    )
    scheduled.publish(timezone.now() + 7 * DAY)
    return records | {"scheduled": scheduled}


def listed(client, url: str) -> set[str]:
    return {str(record) for record in client.get(url).context["cl"].result_list}


def test_works(editor, one_of_each):
    page = editor.get("/admin/")
    desk = page.context["desk"]
    assert {each.queue.name: each.count for each in desk["waiting"]} == dict.fromkeys(QUEUES, 1) | {"same-title": 2}
    for each in desk["waiting"]:
        assert listed(editor, each.url) == {str(one_of_each[each.queue.name])}, each.queue.name
        assert each.queue.why in page.content.decode()
    days = {each.queue.name: each.days for each in desk["waiting"]}
    assert (days["review-overdue"], days["no-date"], days["review-soon"]) == (9, 0, None)


def test_a_link_waits_since_it_was_found_so():
    by_paper, itself, unknown = public("By a paper"), public("Itself"), public("Unknown")
    Resource.objects.update(created_at=ago(900))
    paper = make_document(resource=by_paper, url="https://example.org/paper", address_evidence="own-page")
    for record, days in ((by_paper, 4), (itself, 30)):
        found_at(record, State.GONE)
        found = CheckedAddress.objects.filter(url=f"https://example.org/{record.pk}")
        found.update(state_since=ago(days))
    rows = CheckedAddress.objects
    rows.create(url=paper.url, state=State.GONE, state_since=ago(70), due_at=timezone.now())

    def days() -> tuple[int, int]:
        return {each.queue.name: (each.count, each.days) for each in reading.read()}["link-gone"]

    assert days() == (2, 70)
    rows.filter(url=paper.url).update(state=State.OK)
    assert days() == (2, 30)
    rows.filter(url=f"https://example.org/{by_paper.pk}").update(state=State.OK)
    rows.filter(url=paper.url).update(state=State.GONE, state_since=ago(3))
    assert days() == (2, 30)
    found_at(unknown, State.GONE)
    assert days() == (3, 900)


def test_it_is_three_queries(one_of_each, django_assert_num_queries):
    with django_assert_num_queries(3):
        reading.read()


def test_what_is_put_off_leaves_its_queue_and_comes_back(editor, one_of_each):
    record = one_of_each["no-date"]
    url = f"{address('changelist')}?desk=no-date"
    data = {"action": "put_off", "_selected_action": record.pk}
    assert "Put off from “No date”" in editor.post(url, data).content.decode()
    until = timezone.localdate() + 10 * DAY
    said = texts(editor.post(url, data | {"confirmed": "1", "until": until, "reason": "Asked IACP."}, follow=True))
    assert "1 record is put off until" in said
    assert listed(editor, url) == set()
    page = editor.get("/admin/").content.decode()
    assert "Asked IACP." in page
    snooze = Snooze.objects.get()
    assert (snooze.queue, snooze.until, snooze.by) == ("no-date", until, User.objects.get(username="editors"))
    Snooze.objects.update(until=timezone.localdate())
    assert listed(editor, url) == {"No date"}
    assert putting_off.forget(timezone.localdate()) == 1


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        ("", "x", "Say until when"),
        (timezone.localdate().isoformat(), "x", "a day to come"),
        ("2999-01-01", "x", "next two years"),
        ("nonsense", "x", "valid date"),
        ((timezone.localdate() + 9 * DAY).isoformat(), "", "Say why"),
        ((timezone.localdate() + 9 * DAY).isoformat(), "a\x00b", "Null"),
    ],
)
def test_a_day_and_a_reason_are_needed(editor, until, reason, said):
    record = public("No date", issued=None)
    data = {"action": "put_off", "_selected_action": record.pk, "confirmed": "1", "until": until, "reason": reason}
    assert said in editor.post(f"{address('changelist')}?desk=no-date", data).content.decode()
    assert not Snooze.objects.exists()


def test_without_a_queue_nothing_is_put_off(editor):
    record = public("No date", issued=None)
    data = {
        "action": "put_off",
        "_selected_action": record.pk,
        "confirmed": "1",
        "until": timezone.localdate() + DAY,
        "reason": "x",
    }
    for query in ("", "?desk=nonsense", "?desk=%00"):
        editor.post(f"{address('changelist')}{query}", data, follow=True)
    assert not Snooze.objects.exists()


def test_of_one_owner(editor, one_of_each):
    editors = User.objects.get(username="editors")
    Review.objects.create(resource=one_of_each["no-date"], assignee=editors)
    Review.objects.create(resource=one_of_each["papers"], submitted_by=editors)
    desk = editor.get("/admin/", {"owner": editors.pk}).context["desk"]
    assert {each.queue.name for each in desk["waiting"]} == {"no-date", "papers"}
    for each in desk["waiting"]:
        assert listed(editor, each.url) == {str(one_of_each[each.queue.name])}
    for nonsense in ("x", "0", "9" * 30, "-1"):
        answer = editor.get("/admin/", {"owner": nonsense})
        assert answer.status_code in (200, 400)


def test_the_calendar_shows_each_day(editor, one_of_each):
    scheduled = one_of_each["scheduled"]
    day = timezone.localdate(scheduled.publish_at)
    page = editor.get("/admin/desk/calendar/", {"month": f"{day:%Y-%m}"}).content.decode()
    assert f'datetime="{day:%Y-%m-%d}"' in page
    assert "Next week" in page
    assert "<b>published</b>" in page
    assert "A draft" not in page


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0000-01", "9" * 12, "2099-12"])
def test_any_month_is_answered(editor, month):
    assert editor.get("/admin/desk/calendar/", {"month": month}).status_code == 200


def test_months():
    assert months.first_of("2026-02", timezone.localdate()) == date(2026, 2, 1)
    assert months.neighbours(date(2026, 1, 1)) == (date(2025, 12, 1), date(2026, 2, 1))


def test_figures_are_tables_too(editor, one_of_each, django_assert_num_queries):
    SearchCount.objects.create(day=timezone.localdate(), query="patrol", times=7, results=1, in_part=False)
    item = make_item(number="1.1", pillar=Pillar.objects.first())
    one_of_each["papers"].items.add(item)
    make_item(number="1.2", pillar=item.pillar)
    figures.by_pillar_and_kind()  # the index is made once after a change
    with django_assert_num_queries(4):
        grid, charts = figures.by_pillar_and_kind(), figures.charts(timezone.localdate())
    assert sum(sum(counts) for _, counts in grid.rows) == Resource.objects.published().count()
    published, searched, covered = charts
    assert (published.bars[-1].count, published.bars[-1].width) == (Resource.objects.published().count(), 100)
    assert [bar.count for bar in searched.bars] == [0] * 29 + [7]
    assert covered.bars[0].label == f"{item.pillar.name}, 1 of 2"
    page = editor.get("/admin/desk/figures/").content.decode()
    assert "1 of 2" in page
    assert "<svg" in page


def test_figures_of_an_empty_library(editor):
    assert editor.get("/admin/desk/figures/").status_code == 200


def test_only_for_those_who_may_see_records():
    User.objects.create_user("guest", is_staff=True)
    client = staff("Editors")
    client.force_login(User.objects.get(username="guest"))
    assert client.get("/admin/").context["desk"] is None
    assert client.get("/admin/desk/calendar/").status_code == 403
    assert client.get("/admin/desk/figures/").status_code == 403
