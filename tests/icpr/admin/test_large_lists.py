"""Lists of a large table in the admin show what lists of a small one show, up to the number that is counted."""

import re
from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from icpr.admin import large_lists
from resources.models import Resource
from tests.effort import slow_but_first
from tests.factories import make_author, make_pillar, make_publisher, make_resource
from tests.resources.staff import address, staff

pytestmark = pytest.mark.django_db
ASKED = [
    *({}, {"o": "2"}, {"o": "-2"}, {"o": "6"}, {"o": "-6"}, {"o": "1"}, {"p": "2"}, {"p": "2", "o": "2"}),
    *({"kind__exact": "report"}, {"kind__exact": "guide", "p": "2"}, {"access__exact": "open"}, {"state": "public"}),
    *({"state": "draft"}, {"pillars__isnull": "True"}, {"tag": "Youth"}, {"publisher": "City Press"}),
    *({"issued_on__year": "2016"}, {"issued_on__year": "2016", "issued_on__month": "3"}, {"care": "date"}),
    *({"q": "wheels"}, {"q": "wheels patrol"}, {"q": "nothing of it"}, {"q": '"bicycle patrol"'}, {"q": "peel"}),
    *({"q": "wheels", "kind__exact": "guide"}, {"q": "ICPR-000003"}, {"care": "brief", "o": "2"}),
]


@pytest.fixture
def editor():
    return staff("Editors")


@pytest.fixture
def records(monkeypatch):
    pillar, house = make_pillar(), make_publisher()
    monkeypatch.setattr("resources.admin.resources.ResourceAdmin.list_per_page", 5)
    for number in range(12):
        record = make_resource(
            title=f"{'Bicycle patrol' if number % 3 else 'The wheels'} {number % 7}",
            annotation="On wheels." if number % 4 else "Not so.",
            kind="report" if number % 2 else "guide",
            access="open" if number % 2 else "members",
            issued=date(2010 + number, 3, number + 1) if number % 5 else None,
            published=number % 6 != 0,
            tags=["Youth"] if number % 2 else [],
            publishers=[house] if number % 3 else [],
        )
        record.pillars.set([pillar] if number % 4 else [])
    make_author(resource=record, family_name="Peel")
    return pillar


def become_large(monkeypatch, most: int = large_lists.MOST) -> None:
    monkeypatch.setattr(large_lists, "LARGE", 3)
    monkeypatch.setattr(large_lists, "MOST", most)


def shown(client, asked: dict) -> tuple[list[str], int]:
    found = client.get(address("changelist"), asked).context["cl"]
    return [str(record.number) for record in found.result_list], found.result_count


@pytest.mark.parametrize("most", slow_but_first([7, large_lists.MOST, 1]))
def test_works(editor, records, monkeypatch, most):
    asked = [*ASKED, {"pillars__id__exact": str(records.pk)}]
    small = [shown(editor, each) for each in asked if not (each.get("p") and most == 1)]
    become_large(monkeypatch, most)
    for each, (rows, count) in zip((a for a in asked if not (a.get("p") and most == 1)), small, strict=True):
        found, counted = shown(editor, each)
        is_all = not set(each) - {"o", "p"}
        assert counted == (count if is_all else min(count, most)), each
        assert found == (rows if is_all or not each.get("p") else rows[: max(0, most - 5)])[: len(found)], each
        assert len(found) >= min(len(rows), most if not each.get("p") else 1), each


def test_numbers_stand_beside_no_filter_and_what_is_not_counted_is_said(editor, records, monkeypatch):
    page = editor.get(address("changelist"), {"kind__exact": "report"}).content.decode()
    assert "Change all 6 that match" in page
    assert "Public (6)" in page
    assert "More match" not in page
    become_large(monkeypatch, 4)
    page = editor.get(address("changelist"), {"kind__exact": "report"}).content.decode()
    assert "Change all" not in page
    assert "Public (" not in page
    assert "More match: the first 4 are counted and listed." in page
    page = editor.get(address("changelist")).content.decode()
    assert "More match" not in page
    assert "12 resources" in page


def test_words_are_found_by_their_beginnings(editor, records, monkeypatch):
    make_resource(title="Policing of O’Brien’s 2015–2016 café", slug="policing-here", published=False)
    become_large(monkeypatch)
    for typed in (
        "polic",
        "POLICING",
        "cafe",
        "o'brien",
        "policing-here",
        "2015-2016",
        "café -wheels",
    ):
        assert len(shown(editor, {"q": typed})[0]) == 1, typed
    for typed in ("policing -café", "%", "* OR", '" AND NEAR( col:x', "'\"); --", "x" * 9_000, "of" * 200):
        assert shown(editor, {"q": typed})[0] == [], typed


def test_the_picker_finds_what_the_list_finds(editor, records, monkeypatch):
    asked = {"app_label": "resources", "model_name": "resource", "field_name": "superseded_by", "term": "wheel"}
    become_large(monkeypatch, 2)
    found = Resource.objects.filter(Q(title__contains="wheels") | Q(annotation="On wheels."))
    answer = editor.get("/admin/autocomplete/", asked).json()
    assert [row["text"] for row in answer["results"]] == [str(each) for each in found.order_by("-number")[:2]]
    assert len(editor.get("/admin/autocomplete/", asked | {"term": ""}).json()["results"]) == 12


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ({}, [str(year) for year in (2011, 2012, 2013, 2014, 2016, 2017, 2018, 2019, 2021)]),
        ({"issued_on__year": "2016"}, ["March 2016"]),
        ({"issued_on__year": "2016", "issued_on__month": "3"}, ["March 7"]),
        ({"issued_on__year": "2015"}, []),
        ({"issued_on__year": "9999", "issued_on__month": "12"}, []),
    ],
)
def test_the_dates_that_are_offered(editor, records, monkeypatch, asked, offered):
    become_large(monkeypatch)
    answer = editor.get(address("changelist"), asked)
    if answer.status_code == 302:
        return
    page = answer.content.decode()
    nav = page.partition('class="toplinks"')[2].partition("</nav>")[0]
    links = re.findall(r"<a href[^>]*>([^<]*)</a>|^([A-Z][^<]*)$", nav.replace("&lsaquo;", "<"), re.MULTILINE)
    assert [title for pair in links for title in pair if title] == offered


def test_dates_of_one_month_and_of_none(editor, monkeypatch):
    for _ in range(5):
        make_resource()
    become_large(monkeypatch)
    assert editor.get(address("changelist")).status_code == 200
    for day in (3, 9):
        make_resource(issued=date(2016, 3, day))
    page = editor.get(address("changelist")).content.decode()
    assert "March 3" in page
    assert "March 9" in page


def test_what_is_to_be_done_with_many_is_done_with_those_that_are_ticked(editor, records, monkeypatch):
    become_large(monkeypatch, 2)
    record = Resource.objects.filter(kind="report").first()
    url = f"{address('changelist')}?kind__exact=report&q=wheels"
    page = editor.post(url, {"action": "terms", "_selected_action": record.pk}).content.decode()
    assert str(record) in page
    assert timezone.now() - record.created_at < timedelta(hours=1)
