"""The page of an item, the practices, and where else items are shown."""

import html
import re
from datetime import date

import pytest

from pillars.models import RULE, EvidenceRating
from tests.factories import make_example, make_finding, make_item, make_pillar, make_practice, make_resource

pytestmark = pytest.mark.django_db


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def test_works(client):
    pillar = make_pillar(name="Trust")
    patrol = make_practice(name="Foot patrol")
    make_finding(practice=patrol, direction="helps", outcome="violent crime", scheme="CrimeSolutions", study_count=1)
    make_finding(
        practice=patrol, direction="no-effect", outcome="violent crime", rating_words="No Effects", rated_by="The NIJ"
    )
    item = make_item(
        number="1.5.1",
        pillar=pillar,
        practices=[patrol],
        plain_title="Walk the beat",
        first_step="Choose one beat.",
        question="Who walks here?",
        effort="low",
        owner_unit="Patrol",
    )
    make_item(number="1.5.2", pillar=pillar, plain_title="Its neighbor")
    make_resource(title="How to walk", items=[item])
    make_resource(title="Unfinished", items=[item], published=False)
    page = text(client, "/blueprint/1.5.1/")
    for part in (
        "Walk the beat",
        "Do 1.5.1.",
        "Our editors’ suggestion",
        "Choose one beat.",
        "Who walks here?",
        "Low effort",
        'href="/blueprint/1.5/"',
        "Its neighbor",
        "Violent crime",
        "<strong>Mixed</strong>",
        RULE[EvidenceRating.MIXED],
        "Helps",
        "No effect found",
        "“No Effects” by The NIJ",
        "They stand side by side",
        "How to walk",
        'href="/practices/foot-patrol/"',
        "Text and number read in a source",
    ):
        assert part in page, part
    assert "Unfinished" not in page


@pytest.mark.parametrize("directions", [[], ["mixed"], ["no-effect"], ["harm"], ["not-enough-research"]])
def test_proven_is_said_only_where_a_finding_helps(client, directions):
    practice = make_practice(directions=directions)
    item = make_item(number="1.1", practices=[practice])
    assert not item.evidence.is_proven
    assert "roven" not in text(client, "/blueprint/1.1/")


def test_three_kinds_of_not_knowing_are_told_apart(client):
    make_item(number="1.1")
    tried = make_practice(name="A")
    make_finding(practice=tried, direction="no-effect", strength="trial")
    make_item(number="1.2", practices=[tried])
    make_item(number="1.3", practices=[make_practice(name="B", directions=["not-enough-research"])])
    words = ["Not reviewed", "No effect found", "Not enough research"]
    for number, said in zip(("1.1", "1.2", "1.3"), words, strict=True):
        page = text(client, f"/blueprint/{number}/")
        assert [word for word in words if word in page] == [said]


def test_an_inferred_number_is_said(client):
    make_item(number="1.1", verified=False, number_inferred=True)
    assert "the number is our inference" in text(client, "/blueprint/1.1/")
    assert "Number inferred" in text(client, "/blueprint/")


def test_what_is_not_known_is_not_shown(client):
    make_item(number="1.1")
    page = text(client, "/blueprint/1.1/")
    assert "Our editors’ suggestion" not in page
    assert "First step" not in page


@pytest.mark.parametrize("number", ["9.9", "1.99", "1", "1.1.1.1", "x", "1.1%00", "1.5.1%0A", "١.٢"])
def test_an_unknown_number_is_not_found(client, number):
    make_item(number="1.1")
    assert client.get(f"/blueprint/{number}/").status_code == 404


@pytest.mark.parametrize("findings", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_max_num_queries, findings):
    item = make_item(number="1.5.1")
    for row in range(findings):
        practice = make_practice(name=f"Practice {row}", directions=["helps", "mixed"])
        item.practices.add(practice)
        item.near_practices.add(make_practice(name=f"Near {row}", directions=["helps", "mixed"]))
        make_example(item=item)
        make_resource(items=[item])
        make_item(number=f"1.5.{row + 2}")
    with django_assert_max_num_queries(14):
        text(client, "/blueprint/1.5.1/")


def test_practices(client):
    patrol = make_practice(name="Foot patrol", directions=["helps", "mixed"])
    make_practice(name="Not yet studied")
    make_resource(title="How to walk", items=[make_item(number="1.1", practices=[patrol], plain_title="Walk")])
    page = re.sub(r"<[^>]+>", "", text(client, "/practices/"))
    for part in ("Foot patrol", "Not yet studied", "Helps: Foot patrol, 1 of a design not stated", "Not reviewed"):
        assert part in page, part
    page = text(client, "/practices/foot-patrol/")
    for part in ("Less crime.", "Mixed results", "Walk", "How to walk"):
        assert part in page, part
    assert client.get("/practices/nothing/").status_code == 404


def test_practices_stand_by_their_rating(client):
    make_practice(name="A mixed one", directions=["mixed", "helps"])
    make_finding(practice=make_practice(name="Reviewed"), strength="reviews")
    make_finding(practice=make_practice(name="Known best"), strength="reviews", study_count=40)
    names = re.findall(r'practice__name"><a [^>]*>([^<]+)|<h2 id="([\w-]+)"', text(client, "/practices/"))
    found = ["".join(name) for name in names]
    assert found[:-1] == ["proven", "Known best", "Reviewed", "mixed", "A mixed one"]  # last, what to do with the list


def test_a_number_is_shown_where_its_source_gives_one(client):
    practice = make_practice(name="Foot patrol")
    make_finding(practice=practice, figure="about 9%", figure_of="less crime", strength="other")
    best = make_finding(practice=practice, figure="28%", figure_of="fewer complaints", strength="reviews")
    make_finding(practice=practice)
    listed, page = text(client, "/practices/"), text(client, "/practices/foot-patrol/")
    assert "<b>28%</b> fewer complaints" in listed
    assert f'href="/practices/foot-patrol/#finding-{best.pk}"' in listed
    assert "About 9%" not in listed
    assert set(re.findall(r'finding__figure"><b>([^<]+)</b>', page)) == {"28%", "About 9%"}


def test_what_sources_do_not_say_is_said_once(client):
    practice = make_practice(name="Foot patrol")
    assert "Not said" in text(client, "/practices/foot-patrol/")
    practice.for_whom = "Everyone."
    practice.save()
    page = text(client, "/practices/foot-patrol/")
    assert page.count("Not said in what we read") == 1
    assert "Not said in what we read: How to do it: what it takes; Where it works: what moderates it; What it c" in page


def test_what_carries_a_rating_stands_before_other_findings(client):
    practice = make_practice(name="Foot patrol")
    other = make_finding(practice=practice, direction="no-effect", outcome="trust")
    carries = make_finding(practice=practice, strength="reviews")
    make_item(number="1.1", practices=[practice])
    page = text(client, "/blueprint/1.1/")
    first, _, folded = page.partition('<details class="finding__others"')
    assert f"finding-{carries.pk}" in first
    assert "1 other finding" in folded
    assert f"finding-{other.pk}" in folded


@pytest.mark.parametrize("rows", [2, 20])
def test_practices_cost_the_same(client, django_assert_max_num_queries, rows):
    patrol = make_practice(directions=["helps"] * rows)
    for row in range(rows):
        make_practice(name=f"Practice {row}", directions=["helps"])
        make_resource(items=[make_item(number=f"1.{row + 1}", practices=[patrol])])
        make_resource(practices=[patrol])
        make_item(number=f"2.{row + 1}", near_practices=[patrol])
    with django_assert_max_num_queries(2):
        text(client, "/practices/")
    with django_assert_max_num_queries(15):
        text(client, "/practices/foot-patrol/")


def test_what_an_item_bears_on_is_no_evidence_for_it(client):
    patrol = make_practice(name="Foot patrol", directions=["helps"])
    item = make_item(number="1.6", near_practices=[patrol], plain_title="Weigh the harm")
    page = text(client, "/blueprint/1.6/")
    assert "Not reviewed" in page
    assert "Research to weigh" in page
    assert "Foot patrol" in page
    assert "<strong>Proven</strong>" not in page
    assert not item.evidence.is_proven
    assert "0 Task Force items" in text(client, "/blueprint/?evidence=helps")
    practice = text(client, "/practices/foot-patrol/")
    assert "Items that bear on it" in practice
    assert "Weigh the harm" in practice


def test_a_resource_about_a_practice_is_on_its_page_once(client):
    patrol = make_practice(name="Foot patrol", directions=["helps"])
    item = make_item(number="1.1", practices=[patrol])
    make_resource(title="How to walk", items=[item], practices=[patrol])
    assert text(client, "/practices/foot-patrol/").count(">How to walk<") == 1


def test_what_agencies_report(client):
    item = make_item(number="1.1")
    assert "What agencies report" not in text(client, "/blueprint/1.1/")
    make_example(item=item, agency="Smalltown Police, MN", year=2017, staff_note="Only the first page was read.")
    page = text(client, "/blueprint/1.1/")
    for part in ("What agencies report", "Smalltown Police, MN", "It walks.", "2017", "Nobody here has checked"):
        assert part in page, part
    assert "Only the first page" not in page


def test_a_scheme_is_named_with_its_day(client):
    patrol = make_practice(name="Foot patrol")
    rating = {"rating_words": "Effective", "rated_by": "An institute", "scheme": "A Scheme"}
    finding = make_finding(practice=patrol, **rating)
    assert "on the scheme of A Scheme, day of the rating not known" in text(client, "/practices/foot-patrol/")
    finding.rated_on = date(2012, 5, 31)
    finding.save()
    assert "on the scheme of A Scheme, May 31, 2012" in text(client, "/practices/foot-patrol/")


def test_a_pillar_shows_its_recommendations(client):
    pillar = make_pillar(name="Trust")
    make_item(
        number="1.5.1",
        pillar=pillar,
        plain_title="A step",
        parent=make_item(number="1.5", pillar=pillar, plain_title="Walk"),
    )
    page = text(client, "/pillars/trust/")
    assert "Walk" in page
    assert "A step" not in page


def test_a_resource_shows_its_items(client):
    resource = make_resource(items=[make_item(number="1.1", plain_title="Walk")])
    assert 'href="/blueprint/1.1/"' in text(client, resource.get_absolute_url())
