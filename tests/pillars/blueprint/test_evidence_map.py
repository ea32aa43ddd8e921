"""The evidence map: marks, table and bars are the findings, and every number equals the list behind it."""

import html
import re
from math import pi
from random import Random
from xml.etree.ElementTree import ElementTree

import html5lib
import pytest
from django.template.loader import render_to_string

from pillars.blueprint import evidence_map, marks
from pillars.models import Direction, EvidenceRating, Finding, Strength
from tests.factories import make_finding, make_item, make_pillar, make_practice

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def test_an_unknown_direction_is_said_and_ignored(client):
    make_practice(directions=["helps", "harm"])
    page = text(client, "/practices/foot-patrol/?direction=%00sideways")
    assert "That is not a direction" in page
    assert page.count('class="finding"') == 2


def drawing(page: str) -> ElementTree:
    return html5lib.parse(page, namespaceHTMLElements=False)


def of(page: str, name: str, kind: str) -> list:
    """The elements of a kind within those of a class."""
    whole = drawing(page)
    parts = [part for part in whole.iter() if name in (part.get("class") or "").split()]
    return [element for part in parts for element in part.iter() if str(element.tag) in (kind, SVG + kind)]


def test_a_mark_is_a_link_to_its_finding(client):
    practice = make_practice(name="Foot patrol")
    trial = make_finding(practice=practice, strength="trial", study_count=4, year=2019)
    page = text(client, "/blueprint/evidence/")
    [link] = of(page, "strip", "a")
    assert link.get("href") == f"/practices/foot-patrol/#finding-{trial.pk}"
    said = "Crime: helps. Randomized trial, 4 studies. A journal, 2019"
    assert [element.text for element in link if str(element.tag).endswith("title")] == [said]
    assert f'id="finding-{trial.pk}"' in text(client, "/practices/foot-patrol/")
    assert " style=" not in page


def test_marks_table_and_findings_are_the_same(client):
    """Drawn at random, and told by a seed what fails."""
    for seed in range(3):
        chance = Random(seed)
        for number in range(chance.randint(1, 6)):
            practice = make_practice(name=f"Practice {seed} {number}")
            for _ in range(chance.randint(0, 9)):
                make_finding(
                    practice=practice,
                    direction=chance.choice(Direction.values),
                    strength=chance.choice(Strength.values),
                    study_count=chance.choice([None, 1, 2, 30, 97]),
                )
        page = text(client, "/blueprint/evidence/")
        findings = {finding.get_absolute_url(): finding for finding in Finding.objects.select_related("practice")}
        links = [link for link in of(page, "map", "a") if link.get("href") in findings]
        rows = [row for row in of(page, "map-words", "tr") if row.find("td") is not None]
        told = [next(cell for cell in row.iter("a")).get("href") for row in rows]
        assert sorted(link.get("href") for link in links) == sorted(findings) == sorted(told), seed
        assert told == [link.get("href") for link in links], seed
        for link in links:
            finding = findings[link.get("href")]
            [form] = [element for element in link.iter() if str(element.tag).endswith("path")]
            assert (form.get("class") == "strip__open") == (finding.study_count is None), seed
            assert marks.research(finding) in "".join(link.itertext()).lower(), seed
        for row, address in zip(rows, told, strict=True):
            said = ["".join(cell.itertext()).strip() for cell in row.iter("td")]
            finding = findings[address]
            studies = "Not known" if finding.study_count is None else str(finding.study_count)
            assert said[:3] == [finding.get_direction_display(), finding.get_strength_display(), studies], seed


def test_no_mark_of_the_map_is_without_a_link(client):
    make_practice(directions=["helps"] * 23)
    page = text(client, "/blueprint/evidence/")
    inside = [mark for link in of(page, "map", "a") for mark in link.iter() if str(mark.tag).endswith("path")]
    assert len(of(page, "map", "path")) == len(inside) == 23


@pytest.mark.parametrize("strength", Strength.values)
@pytest.mark.parametrize("studies", [1, 12, 97])
def test_area_is_the_number_of_studies(strength, studies):
    one, many = (area(marks.path(strength, 50, 50, marks.radius(number))) for number in (1, studies))
    assert many / one == pytest.approx(studies, rel=0.03)
    assert one == pytest.approx(area(marks.path(Strength.REVIEWS, 50, 50, marks.radius(1))), rel=0.03)


def area(path: str) -> float:
    """Of a form: a circle of two arcs, or a polygon of relative lines."""
    if arc := re.search(r"a([\d.]+) ", path):
        return pi * float(arc[1]) ** 2
    x, y = 0.0, 0.0
    corners = [(x, y)]
    for letter, numbers in re.findall(r"([lhv])([^a-z]+)", path):
        steps = list(map(float, numbers.split()))
        pairs = {"l": zip(steps[::2], steps[1::2], strict=False), "h": [(step, 0) for step in steps]}
        for right, down in pairs.get(letter, [(0, step) for step in steps]):
            x, y = x + right, y + down
            corners.append((x, y))
    turns = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(a * d - b * c for (a, b), (c, d) in turns)) / 2


def test_what_is_not_known_is_open_and_as_small_as_one():
    assert marks.radius(None) == marks.radius(1) == marks.RADIUS_OF_ONE


def test_every_link_of_the_map_can_be_hit(client):
    make_practice(directions=["helps"] * 5)
    for place in of(text(client, "/blueprint/evidence/"), "map", "rect"):
        assert float(place.get("width")) >= 24
        assert float(place.get("height")) >= 24


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["reviews"], "1 systematic review or meta-analysis"),
        (["trial", "reviews", "trial", "reviews"], "2 systematic reviews or meta-analyses, 2 randomized trials"),
        (["other"] * 3 + ["unknown"], "3 other studies or reports, 1 of a design not stated"),
    ],
)
def test_marks_are_told_in_words(kinds, words):
    practice = make_practice()
    [found] = marks.pointing([make_finding(practice=practice, strength=kind) for kind in kinds])
    assert found.words == words


def test_the_strongest_evidence_comes_first(client):
    make_practice(name="Cameras", directions=["mixed"])
    make_finding(practice=make_practice(name="Foot patrol"), strength="reviews")
    make_practice(name="Boards")
    page = text(client, "/blueprint/evidence/")
    heads = [head for head in of(page, "map", "th") if head.get("scope").startswith("row")]
    assert [(head.text or "").strip() or head[0].text for head in heads[:6]] == [
        *("Proven", "Foot patrol", "Not enough research", "Cameras", "Not reviewed", "Boards"),
    ]


def test_empty_cells_are_blank_and_nothing_is_said_of_scrolling(client):
    make_item(number="1.1", pillar=make_pillar(name="Trust"), practices=[make_practice(directions=["helps"])])
    page = text(client, "/blueprint/evidence/")
    cells = ["".join(cell.itertext()).strip() for cell in of(page, "map", "td")]
    assert "0" not in cells
    assert "" in cells
    assert "sideways" not in page


def test_bars_say_the_same_in_words(client):
    make_practice(name="Foot patrol", directions=["helps", "helps", "harm"])
    page = text(client, "/blueprint/evidence/")
    said = [" ".join("".join(link.itertext()).split()) for link in of(page, "map-bars", "a")]
    assert said == ["Foot patrol", "Helps 2", "Harm found 1"]
    lengths = [(part.get("class"), part.get("x"), part.get("width")) for part in of(page, "map-bar", "rect")]
    assert lengths == [("map-bar__helps", "0", "2"), ("map-bar__harm", "2", "1")]


def test_an_item_stands_by_its_strongest_kind_of_research(client):
    practice = make_practice(name="Foot patrol")
    for strength in ("unknown", "trial", "other"):
        make_finding(practice=practice, direction="helps", strength=strength, outcome=strength)
    make_item(number="1.1", pillar=make_pillar(name="Trust"), practices=[practice])
    row = re.search(r"Trust</a>\s*</th>(.*?)</tr>", text(client, "/blueprint/evidence/"), re.S)[1]
    assert "1 randomized trial" in row


@pytest.mark.parametrize("practices", [2, 20])
def test_the_small_form(practices, django_assert_num_queries):
    """The best rated practices alone, in two queries."""
    for number in range(practices):
        make_finding(practice=make_practice(name=f"Practice {number:02}"), strength="reviews", study_count=number)
    make_practice(name="Cameras", directions=["mixed"])
    with django_assert_num_queries(2):
        small = evidence_map.small_map()
        page = render_to_string("pillars/_evidence_small.html", {"small_map": small})
    assert (small.rating, len(small.rows), small.practices, small.findings) == (
        EvidenceRating.PROVEN,
        practices,
        practices + 1,
        practices + 1,
    )
    assert "Cameras" not in page
    inside = [mark for link in drawing(page).iter("a") for mark in link.iter() if str(mark.tag).endswith("path")]
    assert len(inside) == practices
    with django_assert_num_queries(0):
        evidence_map.small_map([row.heading for row in small.rows])


def test_the_small_form_is_not_there_when_nothing_is_good():
    make_practice(directions=["mixed"])
    assert evidence_map.small_map() is None


def test_a_kind_of_research_narrows_the_map(client):
    practice = make_practice(name="Foot patrol")
    make_finding(practice=practice, direction="helps", strength="trial")
    make_finding(practice=practice, direction="mixed", strength="reviews")
    make_practice(name="Cameras", directions=["helps"])
    pillar = make_pillar(name="Trust")
    make_item(number="1.1", pillar=pillar, practices=[practice])
    make_item(number="1.2", pillar=pillar)
    page = text(client, "/blueprint/evidence/?strength=trial")
    row = re.search(r"Trust</a>\s*</th>(.*?)</tr>", page, re.S)[1]
    assert re.findall(r"(\d+)</a>", row) == ["1", "1"]
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
