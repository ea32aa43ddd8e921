"""Words that filter the Blueprint's items and its practices, beside all other filters."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_example, make_item, make_pillar, make_practice, make_resource

pytestmark = pytest.mark.django_db


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def numbers(client, query: str) -> list[str]:
    return re.findall(r'class="item-row__open" href="/blueprint/([0-9.]+)/"', text(client, f"/blueprint/{query}"))


def practices(client, query: str) -> list[str]:
    return re.findall(r'class="practice__name"><a href="/practices/([^/]+)/"', text(client, f"/practices/{query}"))


@pytest.fixture
def items():
    trust, policy = make_pillar(number=1, name="Trust"), make_pillar(number=2, name="Policy")
    patrol = make_practice(name="Foot patrol", directions=["helps"], what_it_is="Officers walk a beat.")
    make_practice(name="Cameras", directions=["no-effect"])
    make_item(number="1.1", pillar=trust, statement="Officers should meet residents.", practices=[patrol])
    make_item(number="1.2", pillar=trust, statement="Fund quotas of training.", actors=["federal"])
    quotas = make_item(number="2.9", pillar=policy, statement="Set none for tickets.", plain_title="End quotas")
    make_example(item=quotas, agency="Elgin Police")
    return patrol


def test_works(client, items):
    page = text(client, "/blueprint/?q=quotas")
    shown = " ".join(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1].split())
    assert shown == '2 Task Force items <span class="hidden list__quiet">matching “quotas”</span>', "seen in the box"
    assert numbers(client, "?q=quotas") == ["2.9", "1.2"], "by relevance, whoever must act"
    assert numbers(client, "?q=quotas&sort=number") == ["1.2", "2.9"]
    assert re.search(r'<input class="search__words"[^>]*value="quotas"', page)
    assert 'content="noindex"' in page
    assert numbers(client, "?q=elgin") == numbers(client, "?q=2.9") == ["2.9"]


def test_other_filters_hold_and_counts_are_of_what_matches(client, items):
    assert numbers(client, "?q=quotas&pillar=trust") == ["1.2"]
    assert numbers(client, "?q=quotas&who=local-agency") == ["2.9"]
    page = text(client, "/blueprint/?q=quotas&who=local-agency")
    assert re.search(r"<b>1</b> is shown here; 1\s+addressed to others is hidden:", page)
    for query in ("?q=quotas", "?q=quotas&pillar=trust", "?q=officers"):
        counts = re.findall(r'class="choice__only" href="([^"]*)"[^>]*>(\d+)</a>', text(client, f"/blueprint/{query}"))
        assert counts
        for address, number in counts:
            assert address.startswith(query.partition("&")[0])
            assert len(numbers(client, address)) == int(number), address


def test_the_words_stay_with_all_ways_on(client, items):
    page = text(client, "/blueprint/?q=quotas&pillar=policy")
    assert re.search(r'href="\?q=quotas" rel="nofollow">\s*<span class="hidden">Remove </span>Policy', page)
    assert "</span>“quotas”" not in page, "no chip: the box shows the words"
    assert 'href="/blueprint.csv?q=quotas&pillar=policy"' in page
    assert 'href="?q=quotas&pillar=policy&for=community"' in page
    assert "2.9" in client.get("/blueprint.csv?q=quotas&pillar=policy").content.decode()
    assert numbers(client, "?pillar=policy") == ["2.9"]


def test_practices(client, items):
    page = text(client, "/practices/?q=beats")
    assert '<h1 class="title">1 practice matching “beats”</h1>' in page
    assert practices(client, "?q=beats") == ["foot-patrol"]
    assert 'content="noindex"' in page
    assert practices(client, "") == ["cameras", "foot-patrol"]
    assert practices(client, "?q=") == practices(client, "")


def test_each_list_leads_to_the_other(client, items):
    assert '<a href="/practices/?q=foot%20patrol">1' in text(client, "/blueprint/?q=foot+patrol")
    assert '<a href="/blueprint/?q=foot%20patrol">1' in text(client, "/practices/?q=foot+patrol")


def test_nothing_found_says_what_to_do(client, items):
    page = text(client, "/blueprint/?q=quotas&pillar=policy&effort=low")
    assert "No item has all of this." in page
    assert '<a href="?q=quotas" rel="nofollow">Only the words</a>: 2' in page
    assert '<a href="?pillar=policy&effort=low" rel="nofollow">Drop the words “quotas”</a>' in page
    page = text(client, "/blueprint/?q=zeppelin")
    assert "Only the words" not in page
    assert '<a href="/resources/?q=zeppelin">' in page
    page = text(client, "/practices/?q=zeppelin")
    assert "0 practices matching “zeppelin”" in page
    assert '<a href="/practices/">All practices</a>' in page
    assert "Nearest in the Blueprint" not in page


def test_a_slip_is_put_right_and_said(client, items):
    assert "1 Task Force item matching “ticketts”; showing “tickets”" in text(client, "/blueprint/?q=ticketts")
    assert "1 practice matching “Officerss”; showing “officers”" not in text(client, "/practices/?q=Officerss")
    assert "matching “walkk a beat”; showing “walk a beat”" in text(client, "/practices/?q=walkk+a+beat")


@pytest.mark.parametrize("page", ["/blueprint/", "/practices/"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("%00", "The search holds no word to search for."),
        ("%E2%80%8B", "The search holds no word to search for."),
        ("%21%21", "“!!” holds no word to search for."),
        ("a" * 250, "Only the first 200 characters of the search were read."),
        ("%22%3E%3Cscript%3Ealert(1)%3C/script%3E", ""),
        ("NEAR(a%20b)%20AND%20col:%20*%20%22", ""),
        ("%F0%9F%9A%93", "holds no word to search for."),
        ("%D8%B4%D8%B1%D8%B7%D8%A9", ""),
        ("%FF%FE", ""),
    ],
)
def test_any_bytes_are_ordinary_input(client, items, page, typed, said):
    answer = client.get(f"{page}?q={typed}")
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert said in html.unescape(answer.content.decode())


@pytest.mark.parametrize("page", ["/blueprint/?q=quagga", "/practices/?q=quagga", "/blueprint.csv?q=1.6"])
def test_what_is_not_public_is_not_found(client, items, page):
    make_item(number="1.6", state="to-check", plain_title="The quagga", statement="It hides.", practices=[items])
    assert "It hides." not in text(client, page)
    assert "The quagga" not in text(client, page)
    assert numbers(client, "?q=quagga") == numbers(client, "?q=1.6") == []


@pytest.mark.parametrize("page", ["/blueprint/?q=officers", "/practices/?q=officers"])
def test_twenty_cost_what_two_do(client, items, page):
    def queries() -> int:
        text(client, page)
        with CaptureQueriesContext(connection) as captured:
            text(client, page)
        return len(captured)

    few = queries()
    for number in range(1, 21):
        practice = make_practice(name=f"Officers {number}", directions=["helps", "mixed"])
        make_resource(items=[make_item(number=f"3.{number}", statement="Ask officers.", practices=[practice])])
    assert queries() == few <= 11
