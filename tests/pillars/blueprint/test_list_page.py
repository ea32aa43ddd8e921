"""The Blueprint: filters, counts, order, the lens for communities, what is said of bad values."""

import csv
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pillars.models import Item
from tests.factories import make_finding, make_focus_area, make_item, make_pillar, make_practice, make_resource

pytestmark = pytest.mark.django_db


def text(client, query: str = "") -> str:
    answer = client.get(f"/blueprint/{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def numbers(client, query: str = "") -> list[str]:
    """The numbers of the items shown, in their order."""
    return re.findall(r'class="item-row__open" href="/blueprint/([0-9.]+)/"', text(client, query))


def heading(page: str) -> str:
    return " ".join(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1].split())


def groups(client, query: str = "") -> list[tuple[str, list[str]]]:
    """The headings of the list, each with the numbers of the items under it."""
    parts = text(client, query).split('class="item-rows__head"')[1:]
    label = re.compile(r'id="[^"]*">(?:\s*<(svg|span)[^>]*>.*?</\1>)?\s*([^<]*?)\s*<', re.S)
    number = re.compile(r'class="item-row__open" href="/blueprint/([0-9.]+)/"')
    return [(label.search(part)[2], number.findall(part)) for part in parts]


@pytest.fixture
def items():
    trust, policy = make_pillar(number=1, name="Trust"), make_pillar(number=2, name="Policy")
    patrol = make_practice(name="Foot patrol", directions=["helps"])
    cameras = make_practice(name="Cameras", directions=["no-effect"])
    training = make_practice(name="Training")
    make_finding(practice=training, direction="mixed", strength="reviews")
    make_finding(practice=training, direction="helps", strength="trial", outcome="conduct")
    return {
        "1.1": make_item(number="1.1", pillar=trust, practices=[patrol], effort="high", plain_title="Walk"),
        "1.2": make_item(number="1.2", pillar=trust, effort="low", actors=["community"], question="Who walks?"),
        "1.3": make_item(number="1.3", pillar=trust, actors=["federal"]),
        "2.1": make_item(number="2.1", pillar=policy, practices=[training], effort="low"),
        "2.2": make_item(number="2.2", pillar=policy, practices=[cameras], actors=["local-agency", "federal"]),
        "2.3": make_item(number="2.3", pillar=policy),
    }


def test_works(client, items):
    page = text(client)
    assert heading(page) == "4 Task Force items for local agency"
    for part in ("Walk", "Do 1.1.", "Helps: 1 finding", "Mixed results: 1 finding", "No effect found: 1 finding"):
        assert part in page, part
    assert groups(client) == [
        ("Promising", ["2.1"]),
        ("Not enough research", ["1.1", "2.2"]),  # what helps before what was found without effect
        ("Not reviewed", ["2.3"]),
    ]
    assert numbers(client) == ["2.1", "1.1", "2.2", "2.3"]


def test_what_is_for_others_is_hidden_but_one_click_away(client, items):
    page = text(client)
    assert re.search(r"<b>4</b> are shown here; 2\s+addressed to others are hidden:", page)
    assert 'href="?who=anyone">show them too' in page
    assert len(numbers(client, "?who=anyone")) == 6
    assert numbers(client, "?who=federal") == ["2.2", "1.3"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort=number", ["1.1", "2.1", "2.2", "2.3"]),
        ("?sort=pillar", ["1.1", "2.1", "2.3", "2.2"]),
        ("?pillar=policy&sort=number", ["2.1", "2.2", "2.3"]),
        ("?pillar=policy&pillar=trust&sort=number", ["1.1", "2.1", "2.2", "2.3"]),
        ("?evidence=helps&sort=number", ["1.1", "2.1"]),
        ("?evidence=no-effect", ["2.2"]),
        ("?evidence=not-reviewed", ["2.3"]),
        ("?evidence=not-enough-research", []),
        ("?strength=reviews", ["2.1"]),
        ("?evidence=mixed&strength=reviews", ["2.1"]),
        ("?evidence=helps&strength=reviews", []),  # the review found mixed results, the trial helped
        ("?evidence=not-reviewed&strength=reviews", []),
        ("?effort=low", ["2.1"]),
    ],
)
def test_filters_and_orders(client, items, query, expected):
    assert numbers(client, query) == expected


def test_a_number_in_the_order_of_the_report(client):
    for number in ("2.10", "2.2.10", "2.2.9", "2.9"):
        make_item(number=number)
    assert numbers(client, "?sort=number") == ["2.2", "2.2.9", "2.2.10", "2.9", "2.10"]


def test_focus_areas_and_resources(client, items):
    area = make_focus_area(name="Leadership")
    items["2.3"].focus_areas.add(area)
    make_resource(items=[items["1.1"]])
    make_resource(items=[items["2.2"]], published=False)
    assert numbers(client, "?focus=leadership") == ["2.3"]
    assert numbers(client, "?resources=some") == ["1.1"]
    assert "<span>1 resource</span>" in text(client)


@pytest.mark.parametrize(
    "query", ["", "?pillar=policy", "?evidence=helps", "?who=anyone&effort=low", "?strength=trial"]
)
def test_every_count_is_as_long_as_its_list(client, items, query):
    found = re.findall(r'class="choice__only" href="([^"]*)"[^>]*>(\d+)</a>', text(client, query))
    assert len(found) >= 8
    for address, number in found:
        assert len(numbers(client, address)) == int(number), address


def test_the_lens_reorders_and_shows_questions_and_hides_nothing(client, items):
    assert "Who walks?" not in text(client, "?who=community")
    shown = numbers(client, "?for=community")
    assert shown[0] == "1.2"
    assert len(shown) == Item.objects.count()
    assert 'class="item-row__question">Who walks?' in text(client, "?for=community")


@pytest.mark.parametrize(
    "query",
    ["?pillar=nope", "?who=%00", "?sort=sideways", "?for=chiefs", "?evidence=proven", "?effort=" + "9" * 5000],
)
def test_bad_values_are_said_and_ignored(client, items, query):
    page = text(client, query)
    assert "was left out." in page
    assert set(numbers(client, query)) == set(numbers(client))


def test_markup_in_a_bad_value_is_shown_as_it_is(client, items):
    assert b"<script>alert" not in client.get("/blueprint/?pillar=<script>alert(1)</script>").content


def test_how_much_of_the_report_is_held(client, catalogue):
    def said() -> str:
        return " ".join(re.search(r'class="blueprint__held">(.*?)</p>', text(client), re.S)[1].split())

    assert said().startswith(
        "We hold 132 items of the report: 59 recommendations, the 2 that stand above them, and 71 of 92 action items;"
        " the text of the other 21 we have not yet read in a source. <b>80</b> are shown here; 52 addressed to others"
    )
    Item.objects.to_check().first().delete()
    assert "71 of 92 action items; the text of the other 21" in said()
    Item.objects.published().at_level("action_item").last().delete()
    assert "131 items" in said()
    assert "70 of 92 action items; the text of the other 22" in said()


def test_an_empty_library(client):
    assert "0 Task Force items" in text(client, "?who=anyone")


def test_twenty_cost_what_two_do(client, items):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(client)
        return len(captured)

    few = queries()
    for number in range(1, 21):
        practice = make_practice(name=f"Practice {number}", directions=["helps", "mixed"])
        item = make_item(number=f"3.{number}", practices=[practice], actors=["local-agency", "state"])
        make_resource(items=[item])
    assert queries() == few <= 12


def test_csv_is_the_same_list(client, items):
    answer = client.get("/blueprint.csv?evidence=helps&sort=number")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["number", "Item 1.1", "Item 2.1"]
    assert "Helps: 1" in lines[1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r"])
def test_csv_holds_no_formula(client, start):
    make_item(number="1.1", statement=f'{start}HYPERLINK("http://x.example")', plain_title=f"{start}1")
    content = client.get("/blueprint.csv").content.decode()
    assert f"'{start}" in content
    cells = list(csv.reader(io.StringIO(content, newline="")))[1]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(tuple("=+-@\t\r"))]


def test_a_view_to_print_has_the_same_items_whole(client, items):
    Item.objects.filter(number="2.1").update(first_step="Call the trainer.", question="Who trains?")
    page = text(client, "?who=anyone&pillar=policy&format=print")
    assert re.findall(r'href="#item-([0-9.]+)"', page) == numbers(client, "?who=anyone&pillar=policy")
    for part in ("Call the trainer.", "Who trains?", "Mixed results", "conduct", "Not reviewed", "3 Task Force items"):
        assert part in page, part
    assert 'content="noindex"' in page
    assert "?pillar=policy&who=anyone&format=print" in text(client, "?who=anyone&pillar=policy")
    assert "No item has all of this." in text(client, "?evidence=harm&format=print")


def test_a_short_view_to_print_has_the_same_items(client, items):
    Item.objects.filter(number="2.1").update(first_step="Call the trainer.", owner_unit="Training")
    page = text(client, "?who=anyone&pillar=policy&format=short")
    shown = re.findall(r'class="digest__number">([0-9.]+)<', page)
    assert shown == numbers(client, "?who=anyone&pillar=policy")
    for part in ("Call the trainer.", "Do 2.1.", "Promising for conduct", "Low effort", "Training"):
        assert part in " ".join(page.split()), part
    assert 'content="noindex"' in page
    assert "?pillar=policy&who=anyone&format=short" in text(client, "?who=anyone&pillar=policy")
    assert "No item has all of this." in text(client, "?evidence=harm&format=short")
