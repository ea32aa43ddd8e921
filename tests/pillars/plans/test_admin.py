"""The page of numbers of plans in the admin: what it shows, to whom, and that it shows nothing else."""

import csv
import html
import re
from datetime import timedelta
from io import StringIO
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from pillars.models import Change, Entry, Plan, Progress
from pillars.plans import statistics
from tests.factories import make_item, make_plan
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db

PAGE = "/admin/plans/"


def last_month():
    return statistics.months(timezone.localdate())[1]


def begin(number: int, **fields) -> list[Plan]:
    moment = timezone.make_aware(timezone.datetime(*last_month().timetuple()[:3])) + timedelta(days=3)
    return [make_plan(created_at=moment, **fields) for _ in range(number)]


def words(answer) -> str:
    """The text of the page's own part, each number a word."""
    body = re.search(r'(?s)<div id="content-main" class="figures">(.*)<footer id="footer"', answer.content.decode())
    return " ".join(html.unescape(re.sub(r"(?s)<select.*?</select>|<[^>]+>", " ", body[1])).split())


def test_works():
    editor, item = staff("Editors"), make_item(plain_title="Ask the community", number="1.10")
    begin(33, agency_size="26-50", items=[item], statuses=[Progress.REPORTED])
    assert f'href="{PAGE}"' in editor.get("/admin/").content.decode()
    page = editor.get(PAGE)
    shown = words(page)
    assert re.search(r"\b30 plans", shown)
    assert re.search(rf"{last_month():%B %Y} 30\b", shown)
    assert re.search(r"26 to 50 30\b", shown)
    assert "11 to 25 fewer than 5" in shown
    assert f"{statistics.months(timezone.localdate())[2]:%B %Y} fewer than 5" in shown
    assert len(re.findall(r"1\.10 Ask the community 30\b", shown)) == 2
    filtered = words(editor.get(PAGE, {"month": f"{last_month():%Y-%m}", "size": "26-50"}))
    assert f"plans begun in {last_month():%B %Y}, sworn officers: 26 to 50" in filtered
    assert "New plans by month" not in filtered


def test_publishers_see_it_too_and_others_do_not():
    assert staff("Publishers").get(PAGE).status_code == 200
    assert Client().get(PAGE)["Location"].startswith("/admin/login/")
    client = Client()
    client.force_login(User.objects.create_user("new", is_staff=True))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/admin/").content.decode()


def test_plans_themselves_are_not_in_the_admin():
    assert not any(map(admin.site.is_registered, (Plan, Entry, Change)))


def test_nothing_of_a_single_plan_is_shown():
    item = make_item()
    begin(30, items=[item], agency_name="Quagga PD", email="quagga@example.org")
    Entry.objects.update(owner="Quagga", note="quagga", reference="quagga-1", steps=[{"text": "quagga", "done": False}])
    for address in (PAGE, f"{PAGE}?format=csv"):
        assert b"quagga" not in staff(name=f"r{len(address)}").get(address).content.lower()


def test_too_few_show_nothing_but_that():
    """Whether there is none, or one, or four."""
    begin(40, items=[make_item()])
    editor, pages = staff("Editors"), []
    for _ in range(2):
        pages.append(words(editor.get(PAGE, {"size": "501"})))
        begin(2, agency_size="501", items=[make_item(number=f"{len(pages)}.7")])
    assert pages[0].count("Fewer than 5 plans") == 1
    assert "1.7" not in pages[1]
    assert len(set(pages)) == 1


def test_the_file_holds_what_the_page_shows():
    editor, item = staff("Editors"), make_item(number="1.10", plain_title="=cmd()")
    begin(33, agency_size="26-50", items=[item], statuses=[Progress.VERIFIED])
    answer = editor.get(PAGE, {"size": "26-50", "format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head == ["plans begun in", "agency size", "what", "of what", "plans"]
    page = editor.get(PAGE, {"size": "26-50"})
    assert f'href="{html.escape(page.context["csv"])}"' in page.content.decode()
    assert editor.get(f"{PAGE}{page.context['csv']}").content == answer.content
    found = page.context["figures"]
    assert rows[0] == ["any month", "26 to 50", "plans", "", str(found.plans)]
    assert len(rows) == 1 + len(found.by_month) + len(found.chosen) + len(found.in_place)
    assert rows[1][-1] == "fewer than 5"
    assert rows[-2][2:] == ["chosen", "1.10 =cmd()", str(found.chosen[0][1])]
    assert rows[-1][2:] == ["in place", "1.10 =cmd()", str(found.in_place[0][1])]


@pytest.mark.parametrize("value", ["nonsense", "2026-13", "1999-01", "٢٠٢٦-٠١", "<b>x", "%", "x" * 8192, "\ud800"])
@pytest.mark.parametrize("name", ["month", "size"])
def test_a_value_that_is_none_is_said_and_ignored(name, value):
    begin(33)
    answer = staff().get(f"{PAGE}?{name}={quote(value.encode('utf-8', 'surrogatepass'))}")
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert f"That {name} is none" in words(answer)
        assert answer.context["figures"].plans == 30
        assert value not in words(answer)


def test_what_no_text_holds_is_refused_and_what_is_not_asked_ignored():
    root = staff()
    assert root.get(f"{PAGE}?month=%00").status_code == 400
    assert root.get(f"{PAGE}?size={'9' * 30}").status_code == 400
    assert root.get(f"{PAGE}?month=&size=&format=pdf&unknown=1").status_code == 200


def test_many_plans_cost_what_few_do(django_assert_max_num_queries):
    editor = staff("Editors")
    begin(60, items=[make_item(number=f"1.{number}") for number in range(1, 9)])
    with django_assert_max_num_queries(8):
        editor.get(PAGE)
