"""The evidence map: every number equals the list behind it."""

import html
import re

import pytest

from tests.factories import make_finding, make_item, make_pillar, make_practice

pytestmark = pytest.mark.django_db


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def test_an_unknown_direction_is_said_and_ignored(client):
    make_practice(directions=["helps", "harm"])
    page = text(client, "/practices/foot-patrol/?direction=%00sideways")
    assert "That is not a direction" in page
    assert page.count('class="finding"') == 2


def test_findings_of_practices_are_counted(client):
    make_practice(name="Foot patrol", directions=["helps", "helps", "harm"])
    row = re.search(r"Foot patrol</a></th>(.*?)</tr>", text(client, "/blueprint/evidence/"), re.S)[1]
    assert re.findall(r"(\d+)</(?:a|span|td)>", row) == ["2", "0", "0", "1", "0", "3"]


def test_marks_stand_for_what_is_counted(client):
    make_practice(directions=["helps"] * 23)
    page = text(client, "/blueprint/evidence/")
    assert page.count('<use href="#mark-unknown"') == 23 + len(["the choice above", "what the marks say"])
    assert " style=" not in page


def test_a_mark_is_the_strongest_kind_of_research(client):
    practice = make_practice(name="Foot patrol")
    for strength in ("unknown", "trial", "other"):
        make_finding(practice=practice, direction="helps", strength=strength, outcome=strength)
    make_item(number="1.1", pillar=make_pillar(name="Trust"), practices=[practice])
    row = re.search(r"Trust</a></th>(.*?)</tr>", text(client, "/blueprint/evidence/"), re.S)[1]
    assert re.findall(r"#mark-(\w+)", row) == ["trial"]
    row = re.search(r"Foot patrol</a></th>(.*?)</tr>", text(client, "/blueprint/evidence/"), re.S)[1]
    assert re.findall(r"#mark-(\w+)", row) == ["trial", "other", "unknown"]


def test_a_kind_of_research_narrows_the_map(client):
    practice = make_practice(name="Foot patrol")
    make_finding(practice=practice, direction="helps", strength="trial")
    make_finding(practice=practice, direction="mixed", strength="reviews")
    make_practice(name="Cameras", directions=["helps"])
    pillar = make_pillar(name="Trust")
    make_item(number="1.1", pillar=pillar, practices=[practice])
    make_item(number="1.2", pillar=pillar)
    page = text(client, "/blueprint/evidence/?strength=trial")
    row = re.search(r"Trust</a></th>(.*?)</tr>", page, re.S)[1]
    assert re.findall(r"(\d+)</(?:a|span|td)>", row) == ["1", "0", "0", "0", "0", "1"]
    assert "Cameras" not in page
    assert 'href="?who=anyone&strength=trial"' in page
    assert text(client, "/practices/foot-patrol/?direction=helps&strength=trial").count('class="finding"') == 1
    assert text(client, "/practices/foot-patrol/?direction=helps&strength=reviews").count('class="finding"') == 0


def test_bad_values_are_said(client):
    assert "was left out." in text(client, "/blueprint/evidence/?who=%00nobody")


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_max_num_queries, rows):
    for row in range(rows):
        make_item(number=f"1.{row + 1}", practices=[make_practice(name=f"Practice {row}", directions=["helps"])])
    with django_assert_max_num_queries(18):
        text(client, "/blueprint/evidence/")
