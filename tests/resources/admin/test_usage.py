"""What staff see of how often the library is opened: no number that tells of fewer than five, and who may see it."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from resources.usage import reports
from resources.usage.models import Sort, UsageCount
from tests.factories import make_document, make_publishable, make_resource

pytestmark = pytest.mark.django_db
PAGE, TABLE = "/admin/usage/", "/admin/usage/usage.csv"


def count(sort: Sort, name: str, times: int, days: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days)
    UsageCount.objects.create(sort=sort, name=name, times=times, day=day)


@pytest.fixture
def record():
    """A record that was opened 14 times within a month, and once before it; its paper 7 times."""
    record = make_resource(title="Bicycle patrols")
    for times, days in ((11, 0), (3, 29), (1, 31)):
        count(Sort.RECORD, record.permanent_number, times, days)
    paper = make_document(resource=record, title="The report", file=ContentFile(b"%PDF-1.4", "a.pdf"), format="pdf")
    count(Sort.DOCUMENT, str(paper.pk), 7)
    return record


def test_works(editor, record):
    count(Sort.LIST, "/resources/?kind=guide", 5)
    count(Sort.DATA, "csv", 6)
    page = editor.get(PAGE).content.decode()
    assert "Pages opened, by day: 15" in page, "14 and 5, rounded down"
    assert "Documents opened, by day: 5" in page
    assert "Bicycle patrols" in page
    assert "Bicycle patrols: The report" in page
    assert f'href="/admin/resources/resource/{record.pk}/change/"' in page
    assert 'href="/resources/?kind=guide"' in page
    assert "Lists and records as csv" in page
    assert "readers who ask not to be counted are not in it" in page
    assert f'href="{PAGE}"' in editor.get("/admin/").content.decode()


def test_small_numbers_are_floored_wherever_they_are_shown(editor):
    for times in (1, 4, 5, 9, 10):
        count(Sort.PAGE, f"/about-{times}/", times)
    count(Sort.DOCUMENT, "7", 12_344)
    page = editor.get(PAGE).content.decode()
    assert [f"/about-{times}/" in page for times in (1, 4, 5, 9, 10)] == [False, False, True, True, True]
    assert "The highest column is 12,340." in page
    period = reports.Period.read({})
    assert period.top(Sort.PAGE, 10) == [("/about-10/", 10), ("/about-5/", 5), ("/about-9/", 5)]
    assert period.charts[0].columns[-1].number == 25
    lines = list(csv.reader(StringIO(editor.get(TABLE).content.decode("utf-8-sig"))))
    numbers = {line[-1] for line in lines[1:]}
    assert numbers == {"25", "10", "5", "fewer than 5", "12340"}


def test_a_site_from_which_few_came_on_a_day_is_not_shown(editor):
    for days in range(6):
        count(Sort.REFERRER, "few.example", 4, days)
        count(Sort.REFERRER, "many.example", 5 if days else 3, days)
    page, table = editor.get(PAGE).content.decode(), editor.get(TABLE).content.decode()
    assert "few.example" not in page + table
    assert "many.example" in page
    assert reports.Period.read({}).top(Sort.REFERRER, 9) == [("many.example", 25)]


def test_the_period_is_asked_for(editor, record):
    for days in (7, 30, 90, 365):
        assert f'aria-current="true">{days} days' in editor.get(PAGE, {"days": days}).content.decode()
    for wrong in ("", "0", "31", "x", "9" * 30, "-7"):
        answer = editor.get(PAGE, {"days": wrong})
        assert (answer.status_code, 'aria-current="true">30 days' in answer.content.decode()) in {
            (200, True),
            (400, False),
        }
    weeks = reports.Period.read({"days": "365"})
    assert (weeks.since.weekday(), weeks.step) == (0, 7)
    assert len(weeks.charts[0].columns) in (53, 54)
    assert sum(column.number for column in weeks.charts[0].columns) == 10
    assert len(reports.Period.read({"days": "7"}).charts[0].columns) == 7


def test_the_table_is_a_file_that_no_spreadsheet_runs(editor, record):
    count(Sort.REFERRER, "www.example.org", 8)
    record.title = "=1+1"
    record.save()
    answer = editor.get(TABLE, {"days": "7"})
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    today = str(timezone.localdate())
    assert rows[0] == ["from", "to", "sort", "what", "title", "times opened"]
    assert [today, today, "Pages opened", "", "", "10"] in rows
    whole = [str(timezone.localdate() - timedelta(days=6)), today]
    assert [*whole, "Records", record.permanent_number, "'=1+1", "10"] in rows
    assert [*whole, "Sites that led here", "www.example.org", "", "5"] in rows


def test_what_is_gone_is_said_to_be(editor, record):
    record.delete()
    count(Sort.DOCUMENT, record.permanent_number, 9)
    page = editor.get(PAGE).content.decode()
    assert page.count("no longer here") == 3
    assert record.permanent_number in page


def test_a_record_says_how_often_it_was_opened(editor, record):
    page = editor.get(f"/admin/resources/resource/{record.pk}/change/").content.decode()
    assert "Opened</a> 15 times in the last 90 days" in page
    few = make_resource(title="Foot patrols")
    page = editor.get(f"/admin/resources/resource/{few.pk}/change/").content.decode()
    assert "Opened</a> fewer than 5 times in the last 90 days" in page
    draft = make_publishable(title="A draft")
    assert "in the last 90 days" not in editor.get(f"/admin/resources/resource/{draft.pk}/change/").content.decode()


def test_what_is_not_counted_is_said_not_to_be(editor, record, settings):
    settings.USAGE_DAYS = 0
    assert "USAGE_DAYS is 0" in editor.get(PAGE).content.decode()
    page = editor.get(f"/admin/resources/resource/{record.pk}/change/").content.decode()
    assert "in the last 90 days" not in page


def test_the_number_of_queries_does_not_grow(editor, record, django_assert_max_num_queries):
    for number in range(40):
        count(Sort.RECORD, make_resource(title=f"Patrol {number}").permanent_number, 5 + number)
        count(Sort.LIST, f"/tags/tag-{number}/", 5 + number)
    with django_assert_max_num_queries(24):
        page = editor.get(PAGE).content.decode()
    assert page.count("/tags/tag-") == 50, "twenty-five lists, each by address and name"
    assert "/tags/tag-39/" in page


def test_who_may_not_see_searches_sees_none_of_it(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert [client.get(address).status_code for address in (PAGE, TABLE)] == [403, 403]
    assert PAGE not in client.get("/admin/").content.decode()
