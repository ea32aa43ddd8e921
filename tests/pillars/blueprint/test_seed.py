"""The Blueprint as the library opens with it: complete where it was read, silent where it was not."""

import html
import re
from collections import Counter

import pytest

from icpr.lib.exchange.dry_run import dry_run
from pillars.blueprint.exchange import EXAMPLES, FINDINGS, ITEMS
from pillars.models import AgencyExample, Direction, EvidenceRating, Finding, Item, ItemState, Level, Practice
from resources.models import Resource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opening")]

# Recommendations of each pillar in the report, and action items of it that were read in a source.
READ = {1: (9, 16), 2: (15, 15), 3: (7, 9), 4: (7, 19), 5: (13, 9), 6: (8, 3)}


def test_works():
    for pillar, (recommendations, action_items) in READ.items():
        levels = Counter(Item.objects.published().filter(pillar__number=pillar).values_list("level", flat=True))
        assert levels == {Level.RECOMMENDATION: recommendations, Level.ACTION_ITEM: action_items}
    assert Item.objects.published().at_level(Level.OVERARCHING).count() == 2


def test_the_unread_items_wait_for_staff():
    waiting = Item.objects.to_check()
    assert waiting.count() == 21
    assert not waiting.filter(verified=True).exists()
    assert Item.objects.exclude(state=ItemState.DISCARDED).filter(level=Level.ACTION_ITEM).count() == 92


def test_every_item_for_agencies_or_communities_has_what_is_needed_to_act():
    for item in Item.objects.published().filter(actors__slug__in=["local-agency", "community"]).distinct():
        for name in ("plain_title", "first_step", "effort", "owner_unit", "side", "question"):
            assert getattr(item, name), (item.number, name)
        assert item.question.endswith("?"), item.number


def test_each_says_where_it_was_read_and_stands_under_its_number():
    for item in Item.objects.published().select_related("parent"):
        assert item.source_name, item.number
        assert item.source_url.startswith(("https://", "http://")) or "do not link" in item.source_name, item.number
        assert item.verified != item.number_inferred, item.number
        if item.parent:
            assert item.number.startswith(f"{item.parent.number}."), item.number


def test_findings_rate_nothing_by_themselves():
    """A rating in words has somebody behind it, or is marked as our editors' (no `rated_by`)."""
    assert Practice.objects.count() == 26
    assert Finding.objects.count() == 119
    assert not Finding.objects.filter(rated_by="").exclude(rating_words="").exists()
    for finding in Finding.objects.exclude(rated_by=""):
        assert finding.scheme, finding
        assert finding.rating_words, finding
    assert not Finding.objects.filter(summary="").exists()


def test_a_number_stands_in_its_own_summary():
    """None is worked out: each is a number of the sentence we wrote of the source. The one on the home page is of a
    review, with its source."""
    words = {"¾": "three quarters"}
    with_number = Finding.objects.exclude(figure="")
    assert with_number.count() == 12
    for finding in with_number:
        number = finding.figure.removeprefix("about ")
        assert words.get(number, number.removesuffix("%")) in finding.summary, finding
    featured = Finding.objects.featured()
    assert (featured.strength, featured.direction, featured.url) == (
        "reviews",
        "helps",
        "https://doi.org/10.1093/police/paae053",
    )


def test_what_only_bears_on_an_item_does_not_prove_it():
    for item in Item.objects.prefetch_related("practices", "near_practices"):
        assert not set(item.practices.all()) & set(item.near_practices.all()), item.number
    weighing = Item.objects.get(number="1.6")
    assert weighing.near_practices.filter(findings__direction=Direction.HELPS).exists()
    assert not weighing.evidence.is_proven


def test_what_is_proven_is_what_was_studied():
    """A rule to wear armor was never evaluated, and shift lengths were tried once, though two reports tell of it."""
    items = {item.number: item for item in Item.objects.published().with_evidence()}
    of = {
        rating: {number for number, item in items.items() if item.evidence.rating == rating}
        for rating in EvidenceRating
    }
    assert of["proven"] == {"1.1", "4.4.1", "4.5", "4.6", "4.6.1", "6.2"}
    assert of["promising"] == {"2.2.1", "5.7", "6.3"}
    assert of["mixed"] == {"3.3.3", "4.1", "4.2", "4.3", "4.4.2", "5.6"}
    assert of["no-effect"] == {"5.9"}
    assert of["not-enough-research"] == {"2.4", "2.8", "6.4", "6.6"}
    assert not of["harm"]
    assert items["4.5"].evidence.outcomes == ["crime and disorder"]


def test_every_practice_answers_or_says_that_it_does_not_know(client):
    for practice in Practice.objects.all():
        page = text(client, practice.get_absolute_url())
        for question, answer in practice.questions:
            assert question in page
            assert (answer or "Not said in what we read") in page, practice


def test_examples_are_of_local_agencies_and_can_be_looked_up():
    assert AgencyExample.objects.count() == 61
    for example in AgencyExample.objects.select_related("item"):
        assert example.url.startswith(("https://", "http://"))
        assert example.looked_on
        assert example.item.state == ItemState.PUBLISHED
        assert example.item.actors.filter(slug="local-agency").exists(), example


def test_each_tile_of_the_states_counts_the_list_behind_it(client):
    page = text(client, "/blueprint/examples/")
    tiles = re.findall(r'href="(\?state=\w\w)"\s+aria-label="[\w ]+: (\d+) examples?"', page)
    assert sum(int(number) for _, number in tiles) == 61
    assert "32 of all 61 are from Minnesota." in page
    for address, number in tiles:
        assert text(client, f"/blueprint/examples/{address}").count('class="agency__item"') == int(number), address


def test_documents_answer_how_to_do_it():
    assert Resource.objects.published().filter(items__number="4.5.3").exists()
    assert Resource.objects.published().filter(practices__slug="body-worn-cameras").count() == 8


@pytest.mark.parametrize("table", [ITEMS, FINDINGS, EXAMPLES], ids=lambda table: table.name)
def test_what_is_taken_out_comes_back_as_it_is(table):
    outcome = dry_run(table, table.as_csv(table.model.objects.all()))
    assert outcome.same == table.model.objects.count() > 0
    assert (outcome.taken, outcome.with_errors, outcome.unread) == ([], [], [])


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


CELL = re.compile(r'href="(/blueprint/[^"]*)"[^>]*>(?:<svg.*?</svg>)?\s*(\d+)</a>', re.S)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?who=anyone",
        "?who=federal",
        "?who=community",
        "?strength=reviews",
        "?who=anyone&strength=trial&strength=other",
    ],
)
def test_each_number_of_the_map_is_the_list_behind_it(client, query):
    cells = CELL.findall(text(client, f"/blueprint/evidence/{query}"))
    assert len(cells) > 5
    for address, number in cells:
        assert text(client, address).count('class="item-row__open"') == int(number), address


@pytest.mark.parametrize(("query", "least"), [("", 25), ("?strength=reviews", 10), ("?strength=trial", 3)])
def test_each_number_of_a_practice_is_its_findings(client, query, least):
    page = text(client, f"/blueprint/evidence/{query}")
    cells = re.findall(
        r'href="(/practices/[^"?]*\?[^"]*)"[^>]*>\s*<svg[^>]*><use[^>]*></svg>\s*<span>[^<]*?(\d+)</span>', page
    )
    assert len(cells) >= least
    for address, number in cells:
        assert text(client, address).count('class="finding"') == int(number), address


def test_filters_of_the_list_do_not_bend_the_map(client):
    plain = CELL.findall(text(client, "/blueprint/evidence/"))
    assert CELL.findall(text(client, "/blueprint/evidence/?evidence=helps&effort=low&for=&sort=number")) == plain
