"""A list without results: what is nearest, what to drop, where to look; and whether words or filters are to blame."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resources.catalogue.relaxation import ways
from resources.catalogue.selection import select
from resources.models import BestBet, SynonymGroup
from tests.factories import make_pillar, make_resource, make_topic

pytestmark = pytest.mark.django_db

URL = reverse("resources")
MOST_QUERIES = 12


def page(client, **asked) -> str:
    return " ".join(unescape(client.get(URL, asked).content.decode()).split())


def total(client, address: str) -> int:
    return int(re.search(r'id="status">(\d+) result', client.get(URL + address).content.decode()).group(1))


def dropped(query: str) -> list[tuple[str, int]]:
    return [(way.part, way.number) for way in ways(select(QueryDict(query)))]


@pytest.fixture
def library():
    pillar, topic = make_pillar(number=2, name="Oversight"), make_topic(name="Pursuits")
    for place in range(12):
        make_resource(title=f"Policy {place}", kind="report", issued=2012)
    make_resource(title="Vehicle pursuits", kind="guide", pillars=[pillar], topics=[topic])
    make_resource(title="Vehicle pursuits reviewed", kind="report", pillars=[pillar], topics=[topic])


def test_works(client, library):
    told = page(client, q="pursuits policy")
    assert ">Nothing here holds all of “pursuits policy”</h1>" in told
    heading, _, nearest = told.partition("Nearest records</h2>")
    assert 'class="row"' not in heading
    assert nearest.count('class="row"') == 2
    assert nearest.count("Holds <b>pursuits</b>; lacks <b>policy</b>") == 2
    assert 'href="?q=policy" rel="nofollow">Drop “pursuits”</a>: 12 results' in told
    assert 'href="?q=pursuits" rel="nofollow">Drop “policy”</a>: 2 results' in told
    assert 'id="status">0 results' in told
    under = nearest.partition("Look under</h2>")[2]
    assert 'href="/pillars/oversight/"' in under
    assert 'href="/topics/pursuits/"' in under


@pytest.mark.parametrize(
    "query",
    ["pursuits policy", '"vehicle pursuits" policy', "vehicle pursuits policy -reviewed", "pursuits policy zeppelin"],
)
def test_each_number_is_what_the_link_gives(client, library, query):
    found = ways(select(QueryDict(f"q={query}")))
    assert found or "zeppelin" in query
    for way in found:
        assert total(client, way.url) == way.number


def test_numbers_count_what_the_filters_leave(client, library):
    assert dropped("q=pursuits policy&kind=report") == [("“pursuits”", 12), ("“policy”", 1), ("the words", 13)]
    told = page(client, q="pursuits policy", kind="guide")
    assert told.partition("Nearest records")[2].count('class="row"') == 1
    assert dropped("q=pursuits policy&kind=video") == []


def test_a_term_of_the_vocabulary_is_dropped_word_by_word(library):
    SynonymGroup.objects.create(terms="pursuits policy", targets="chases", direction="one-way", reason="A test.")
    assert dropped("q=pursuits policy") == [("“pursuits”", 12), ("“policy”", 2)]


def test_of_a_sentence_only_words_that_nearest_records_lack_are_tried(library):
    make_resource(title="Night pursuits reviewed by vehicle owners")
    assert dropped("q=night vehicle owners reviewed pursuits zeppelin") == [("“zeppelin”", 1)]


def test_what_is_pinned_counts(library):
    pinned = make_resource(title="Where to begin")
    BestBet.objects.create(query="pursuits", resource=pinned, reason="Asked for every week.")
    assert ("“policy”", 3) in dropped("q=pursuits policy")


def test_filters_that_leave_nothing_are_to_blame_and_not_the_words(client, library):
    told = page(client, q="pursuits", kind="video")
    assert "Nothing here" not in told
    assert "2 resources hold the words; the filters leave none of them." in told
    assert 'rel="nofollow">Drop the kind filter</a>: 2 results' in told
    assert "Nearest records" not in told
    assert "Look under" not in told
    assert "Start from a pillar" not in told


def test_nothing_near(client, library):
    told = page(client, q="zeppelin")
    assert ">Nothing here holds “zeppelin”</h1>" in told
    assert "Nearest records" not in told
    assert "Drop" not in told
    assert "Start from a pillar</h2>" in told
    assert 'href="/pillars/oversight/"' in told
    assert 'form class="filters" id="filters"' in told


def test_words_are_escaped(client, library):
    make_resource(title="Pursuits <b>now</b>")
    told = client.get(URL, {"q": "pursuits <script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in told


def test_common_words_and_marks_do_no_harm(client, library):
    for query in (
        "the of",
        "the zeppelin",
        '"the of"',
        "-policy",
        "pursuits " * 40,
        "zeppelin " * 3,
        '"',
        "a b c d e f",
    ):
        assert client.get(URL, {"q": query}).status_code == 200


def test_a_pinned_number_of_queries_that_rows_do_not_move(client, library, django_assert_num_queries):
    client.get(URL, {"q": "anything"})
    with CaptureQueriesContext(connection) as few:
        client.get(URL, {"q": "pursuits policy"})
    number = len(few)
    topic = make_topic(position=9)
    for _ in range(2):
        make_resource(title="Pursuits", topics=[topic])
    client.get(URL, {"q": "anything"})
    with django_assert_num_queries(number):
        client.get(URL, {"q": "pursuits policy"})
    assert number <= MOST_QUERIES
