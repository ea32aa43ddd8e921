"""The pages for agencies, for communities, and for those who train, study or write: real lists, nothing else."""

import pytest

from pillars.models import Strength
from resources.catalogue import facet_index
from tests.factories import make_audience, make_finding, make_item, make_practice, make_resource, make_tag

pytestmark = pytest.mark.django_db

PAGES = ["/for-agencies/", "/for-communities/", "/for-trainers-and-researchers/"]


def openable(**fields):
    return make_resource(official_url="https://publisher.org/a", address_evidence="own-page", **fields)


def text(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def proven_practice(name: str, *, outcome: str = "crime"):
    practice = make_practice(name=name)
    make_finding(practice=practice, outcome=outcome, strength=Strength.REVIEWS)
    return practice


@pytest.mark.parametrize("address", PAGES)
def test_works_in_a_library_without_anything(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies


def test_agencies_find_policies_by_need_with_their_number(client):
    need, other = make_tag(name="crisis response"), make_tag(name="seldom")
    for _ in range(2):
        make_resource(kind="model-policy", tags=[need])
    make_resource(kind="model-policy", tags=[other])
    make_resource(kind="report", tags=[need])
    page = text(client, "/for-agencies/")
    assert '<a href="/resources/?kind=model-policy&amp;tag=crisis-response">Crisis response</a> <span>2</span>' in page
    assert "Seldom" not in page
    assert "All 3 policy papers" in page
    assert "2 results" in text(client, "/resources/?kind=model-policy&tag=crisis-response")


def test_agencies_find_policies_that_can_be_opened_before_the_needs(client):
    need = make_tag(name="crisis response")
    openable(title="One to open", kind="model-policy", tags=[need])
    make_resource(title="One without an address", kind="model-policy", tags=[need])
    opened, _, needs = text(client, "/for-agencies/").partition('class="plain needs"')
    assert ">One to open</a>" in opened
    assert ">Crisis response</a>" in needs
    assert "One without an address" not in opened + needs


def test_agencies_find_what_is_proven_apart_from_what_is_promising(client):
    practice = proven_practice("Hot spots", outcome="violent crime")
    trial = make_practice(name="Trialled")
    make_finding(practice=trial, outcome="use of force", strength=Strength.TRIAL)
    make_practice(name="Never studied")
    make_item(number="1.1", practices=[practice], plain_title="Walk there", effort="low")
    make_item(number="1.2", practices=[trial], plain_title="Only promising")
    proven, _, promising = text(client, "/for-agencies/").partition("<h3>Promising</h3>")
    assert "Hot spots" in proven
    assert "For violent crime" in proven
    assert "Trialled" not in proven
    assert "Trialled" in promising
    assert "1.1 Walk there" in promising
    for absent in ("Only promising", "Never studied"):
        assert absent not in proven + promising
    assert 'href="/plan/?preset=proven"' in promising


def test_communities_find_ten_questions_and_the_way_to_all(client):
    for number in range(1, 13):
        make_item(number=f"1.{number}", question=f"Question {number}?")
    page = text(client, "/for-communities/")
    assert page.count("Why ask:") == 10
    assert "10 questions to ask your department" in page
    assert '<a href="/blueprint/questions/">All 12 questions' in page


def test_communities_find_what_is_written_for_them_first(client):
    tag, audience = make_tag(name="complaints"), make_audience(name="Community")
    openable(title="A newer one for agencies", tags=[tag], issued=2020)
    openable(title="One for communities", tags=[tag], issued=2010, audiences=[audience])
    page = text(client, "/for-communities/")
    assert 0 < page.index("One for communities") < page.index("A newer one for agencies")
    assert 'href="/resources/?tag=complaints">All 2<' in page


def test_no_record_stands_twice_and_none_that_cannot_be_opened(client):
    rights, complaints = make_tag(name="know your rights"), make_tag(name="complaints")
    openable(title="In both", tags=[rights, complaints])
    openable(title="In one", tags=[complaints])
    make_resource(title="A dead end", tags=[rights])
    page = text(client, "/for-communities/")
    assert page.count(">In both<") == page.count(">In one<") == 1
    assert "A dead end" not in page
    assert "All 2<span" in page


def test_a_list_follows_a_tag_that_was_renamed(client):
    tag = make_tag(name="know your rights")
    openable(title="Your rights", tags=[tag])
    tag.slug, tag.name = "rights", "rights"
    tag.save()
    page = text(client, "/for-communities/")
    assert "Your rights" in page
    assert 'href="/resources/?tag=rights"' in page


def test_researchers_are_told_how_much_is_held_and_take_the_blueprint_along(client):
    finding = make_finding()
    make_item(number="1.1", practices=[finding.practice])
    make_item(number="1.2", state="to-check")
    openable(title="A course", kind="training")
    page = text(client, "/for-trainers-and-researchers/")
    for part in ("1 finding about 1 practice,", "1 item with who must act", "A course"):
        assert part in page, part
    answer = client.get("/blueprint.csv?who=anyone")
    assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("rows", [2, 20])
@pytest.mark.parametrize(("address", "number"), list(zip(PAGES, [9, 7, 6], strict=True)))
def test_a_pinned_number_of_queries(client, django_assert_num_queries, address, number, rows):
    tags = [make_tag(name=name) for name in ("complaints", "crisis response", "training standards")]
    for row in range(rows):
        practice = proven_practice(f"Practice {row}")
        make_item(number=f"1.{row + 1}", practices=[practice], question="Why?")
        openable(kind="webinar", tags=tags)
        openable(kind="model-policy", tags=tags)
    facet_index.current()
    with django_assert_num_queries(number):
        client.get(address)
