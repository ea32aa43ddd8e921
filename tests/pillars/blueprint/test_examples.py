"""What agencies report: a list by state and pillar, with a map of tiles."""

import html
import re

import html5lib
import pytest

from pillars.models import STATES, FormerAddress, ItemState
from pillars.models.states import state_of
from tests.factories import make_example, make_item, make_pillar

pytestmark = pytest.mark.django_db

ADDRESS = "/blueprint/examples/"


def text(client, query: str = "") -> str:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200, query
    return html.unescape(answer.content.decode())


def lay() -> None:
    trust, training = make_pillar(name="Trust"), make_pillar(number=5, name="Training")
    walking = make_item(number="1.1", pillar=trust, plain_title="Walk the beat")
    teaching = make_item(number="5.1", pillar=training, plain_title="Teach")
    make_example(item=walking, agency="Arlington Police Department, Texas", summary="It walks a lot.")
    make_example(item=teaching, agency="Arlington Police Department, Texas", summary="It teaches.")
    make_example(item=walking, agency="Tucson Police Department, AZ", year=2019)
    make_example(item=walking, agency="A council of cities")


def tiles(page: str) -> dict[str, str]:
    """The address of each tile that is a link, by its name."""
    links = html5lib.parse(page, namespaceHTMLElements=False).iter("{http://www.w3.org/2000/svg}a")
    return {link.get("aria-label"): link.get("href") for link in links}


def test_works(client):
    lay()
    page = text(client)
    for part in (
        '<h1 class="title">What agencies report</h1>',
        "Arlington Police Department, Texas",
        "It walks a lot.",
        "Walk the beat",
        'href="/blueprint/5.1/"',
        "2 examples",
        "How large an agency is we do not hold",
        "State not known (1)",
        "None yet from the others.",
    ):
        assert part in page, part
    assert tiles(page) == {"Arizona: 1 example": "?state=AZ", "Texas: 2 examples": "?state=TX"}
    assert " style=" not in page


@pytest.mark.parametrize(
    ("query", "heading", "number"),
    [
        ("?state=TX", "2 examples from Texas", 2),
        ("?state=texas&pillar=trust", "1 example from Texas on Trust", 1),
        ("?pillar=trust", "3 examples on Trust", 3),
        ("?state=not-known", "1 example from State not known", 1),
        ("?state=MN", "0 examples from Minnesota", 0),
    ],
)
def test_filters(client, query, heading, number):
    lay()
    page = text(client, query)
    assert f'<h1 class="title">{heading}</h1>' in page
    assert page.count('class="agency__item"') == number
    assert ("No example is held for this choice." in page) == (not number)
    assert '<meta name="robots" content="noindex">' in page


def test_each_tile_counts_the_list_behind_it(client):
    lay()
    for query in ("", "?pillar=trust", "?pillar=training&state=AZ"):
        for name, address in tiles(text(client, query)).items():
            shown = text(client, address).count('class="agency__item"')
            assert int(re.search(r"\d+", name)[0]) == shown, (query, name)


def test_no_state_outweighs_few_examples(client):
    make_example(agency="Tucson Police, AZ")
    assert "are from Arizona" not in text(client)


def test_what_waits_to_be_checked_is_not_shown(client):
    make_example(item=make_item(number="1.1", state=ItemState.TO_CHECK), agency="Tucson Police, AZ")
    page = text(client)
    assert "Tucson" not in page
    assert tiles(page) == {}


def test_notes_are_for_staff(client):
    make_example(staff_note="Is it true?")
    assert "Is it true?" not in text(client)


@pytest.mark.parametrize("query", ["?state=XX", "?pillar=%00", "?state=TX&state=<b>%26&state=", f"?state={'x' * 4000}"])
def test_what_is_not_understood_is_said(client, query):
    lay()
    assert "left out" in text(client, query)
    assert "<b>&" not in client.get(ADDRESS + query).content.decode()


def test_a_former_pillar_leads_on(client):
    FormerAddress.objects.create(kind="pillars.pillar", slug="trust", term=make_pillar(name="New name").pk)
    answer = client.get(f"{ADDRESS}?pillar=trust")
    assert (answer.status_code, answer["Location"]) == (301, f"{ADDRESS}?pillar=new-name")


@pytest.mark.parametrize(
    ("agency", "code"),
    [
        ("Saint Paul Police Department, Minnesota", "MN"),
        ("Saint Paul Police Department, MN", "MN"),
        ("Saint Paul Police Department, mn", "MN"),
        ("Metropolitan Police Department, District of Columbia", "DC"),
        ("Charleston Police, West Virginia ", "WV"),
        ("Police, Fire and Rescue", ""),
        ("Texas Rangers", ""),
        ("", ""),
    ],
)
def test_the_state_is_read_off_the_name(agency, code):
    found = state_of(agency)
    assert (found.code if found else "") == code


def test_every_state_has_a_tile_of_its_own():
    assert len(STATES) == 51
    assert len({(state.column, state.row) for state in STATES.values()}) == 51


def test_an_item_and_the_blueprint_lead_to_them(client):
    lay()
    assert 'href="/blueprint/examples/"' in client.get("/blueprint/").content.decode()
    assert 'href="/blueprint/examples/?pillar=trust"' in client.get("/blueprint/1.1/").content.decode()


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_max_num_queries, rows):
    for row in range(rows):
        make_example(item=make_item(number=f"1.{row + 1}"), agency=f"Police {row}, Texas")
    with django_assert_max_num_queries(2):
        text(client)
