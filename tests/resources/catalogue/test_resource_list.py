"""The filterable list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_pillar, make_resource, make_tag

pytestmark = pytest.mark.django_db

URL = reverse("resources")
MOST_QUERIES = 8


def queries(client, address: str) -> int:
    """How many queries a page takes when all that is kept for an edition of the catalogue stands."""
    client.get(URL, {"q": "anything"})
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def text(answer) -> str:
    return answer.content.decode()


def test_works(client):
    pillar = make_pillar(number=2, name="Policy & Oversight")
    make_resource(title="Use of force", kind="model-policy", pillars=[pillar], issued=2017)
    make_resource(title="Body-worn cameras", kind="model-policy", pillars=[pillar], issued=2019)
    make_resource(title="Elsewhere", issued=2012)
    answer = client.get(URL, {"pillar": "policy-oversight", "kind": "model-policy", "since": "2015"})
    page = text(answer)
    sentence = "2 model policies on Policy &amp; Oversight since 2015"
    assert f">{sentence}</h1>" in page
    assert f"<title>{sentence}" in page
    assert page.index("Body-worn cameras") < page.index("Use of force")
    assert "Elsewhere" not in page
    assert re.search(r'role="status"[^>]*>2 results<', page)


@pytest.mark.parametrize("address", ["", "?q=words", "?sort=title", "?tag=youth&pillar=pillar-1", "?q=nothing-at-all"])
def test_a_pinned_number_of_queries_that_rows_do_not_move(client, address):
    pillar, tag = make_pillar(), make_tag(name="youth")
    for _ in range(2):
        make_resource(title="Words", pillars=[pillar], tags=[tag], in_brief="More words.")
    few = queries(client, URL + address)
    for number in range(2, 20):
        make_resource(title="Words", pillars=[pillar], tags=[tag, f"tag {number}"], in_brief="More words.")
    assert queries(client, URL + address) == few <= MOST_QUERIES


def test_counts_beside_values_lead_to_as_many_results(client):
    one, two = make_pillar(number=1), make_pillar(number=2)
    make_resource(pillars=[one, two])
    make_resource(pillars=[two])
    make_resource(pillars=[one], kind="guide")
    page = text(client.get(URL, {"kind": "report"}))
    links = re.findall(
        r'<a class="choice__only" href="([^"]+)" rel="nofollow"\s+aria-label="Only [^:]+: (\d+) result', page
    )
    assert len(links) >= 4
    for address, number in links:
        found = text(client.get(URL + address.replace("&amp;", "&")))
        assert re.search(rf'id="status">{number} result', found), address


def test_words_are_marked_and_escaped(client):
    make_resource(title="Trust <b>and</b> safety", body="Far inside, trust is built.")
    page = text(client.get(URL, {"q": "trust"}))
    assert "<mark>Trust</mark> &lt;b&gt;and&lt;/b&gt; safety" in page


def test_the_query_is_shown_escaped(client):
    page = text(client.get(URL, {"q": '"><script>alert(1)</script>', "tag": "<script>x</script>"}))
    assert "<script>alert" not in page
    assert "<script>x" not in page


def test_pages_of_twenty_with_bounds(client):
    made = [make_resource(title=f"Number {number:02}") for number in range(45)]
    first, second, last = (text(client.get(URL, {"page": page})) for page in (1, 2, 3))
    assert first.count('class="row"') == second.count('class="row"') == 20
    assert last.count('class="row"') == 5
    assert made[-1].title in first
    assert made[0].title in last
    assert "Page 2 of 3" in second
    beyond = text(client.get(URL, {"page": 99}))
    assert "There is no page “99”" in beyond
    assert "Page 3 of 3" in beyond


def test_an_empty_list_names_the_filter_to_drop(client):
    make_resource(title="Trust", pillars=[make_pillar()])
    page = text(client.get(URL, {"pillar": "pillar-1", "since": "2020"}))
    assert ">No resources on Pillar 1 since 2020</h1>" in page
    assert re.search(r'<a href="\?pillar=pillar-1" rel="nofollow">Drop the years</a>: 1 result', page)


def test_a_library_without_records(client):
    assert client.get(URL).status_code == 200
    assert client.get(URL, {"q": "trust"}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "tidy"),
    [
        ("?q=&pillar=&since=", ""),
        ("?q=trust&page=", "?q=trust"),
        ("?sort=&tag=&q=trust&until=", "?q=trust"),
    ],
)
def test_blank_parameters_are_tidied_away(client, asked, tidy):
    answer = client.get(URL + asked)
    assert (answer.status_code, answer["Location"]) == (302, URL + tidy)


def test_blanks_are_tidied_into_the_one_order(client):
    for number in (1, 2):
        make_pillar(number=number)
    make_tag(name="youth")
    make_resource(tags=["youth"])
    answer = client.get(URL + "?tag=youth&q=&pillar=pillar-2&pillar=pillar-1&until=2020&since=2010")
    assert answer["Location"] == URL + "?pillar=pillar-1&pillar=pillar-2&tag=youth&since=2010&until=2020"


def test_the_canonical_address_is_in_the_one_order(client):
    make_pillar()
    page = text(client.get(URL + "?kind=report&pillar=pillar-1&utm_source=x"))
    assert '<link rel="canonical" href="https://library.test/resources/?pillar=pillar-1&amp;kind=report">' in page


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("", True),
        ("?pillar=pillar-1", True),
        ("?since=2015", True),
        ("?q=trust", False),
        ("?pillar=pillar-1&kind=report", False),
        ("?pillar=pillar-1&since=2015", False),
        ("?kind=report&kind=guide", False),
    ],
)
def test_search_engines_keep_at_most_one_filter(client, address, kept):
    make_pillar()
    answer = client.get(URL + address)
    assert ("noindex" not in answer.headers.get("X-Robots-Tag", "")) is kept
    assert ('content="noindex"' not in text(answer)) is kept


def test_facet_links_are_not_followed(client):
    make_resource(pillars=[make_pillar()], issued=2015)
    page = text(client.get(URL, {"kind": "report"}))
    links = re.findall(r'<a [^>]*href="\?[^"]*(?:kind|pillar|since)=[^>]*>', page)
    assert links
    assert all('rel="nofollow"' in link for link in links)


def test_what_was_not_understood_is_said(client):
    make_resource()
    page = text(client.get(URL, {"pillar": "nonsense", "since": "soon", "sort": "best", "page": "two"}))
    for word in ("“nonsense”", "“soon”", "“best”", "“two”"):
        assert word in page
    assert ">1 resource</h1>" in page


WORDLESS = [
    "%00",
    "%00%00",
    "%25",
    "_",
    "%25_%25",
    "...",
    "-",
    "%22%22",
    "%E2%80%8B",
    "%E2%80%AE",
    "%F0%9F%98%80",
    "%ff",
    "!?",
]


@pytest.mark.parametrize("asked", WORDLESS)
@pytest.mark.parametrize("beside", ["", "&kind=report", "&sort=title"])
def test_a_search_without_a_word_is_said(client, asked, beside):
    make_resource()
    page = client.get(f"/resources/?q={asked}{beside}").content.decode()
    assert "holds no word to search for." in page
    assert 'id="status">1 result' in page


@pytest.mark.parametrize("asked", WORDLESS)
def test_nothing_is_suggested_for_a_search_without_a_word(client, asked):
    make_resource()
    answer = client.get(f"/suggest?q={asked}")
    assert answer.status_code == 200
    assert answer.json()["suggestions"] == []


@pytest.mark.parametrize("asked", ["", "+", "%09", "%0A", "%C2%A0"])
def test_an_empty_search_is_no_fault_of_the_reader(client, asked):
    make_resource()
    page = client.get(f"/resources/?q={asked}", follow=True).content.decode()
    assert "holds no word" not in page


def test_a_value_may_be_given_by_its_label(client):
    make_resource(title="Found", pillars=[make_pillar(name="Training & Education")])
    assert ">1 resource on Training &amp; Education</h1>" in text(client.get(URL, {"pillar": "training & EDUCATION"}))


def test_no_cookie_and_no_variation_on_one(client):
    answer = client.get(URL)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_ten_values_of_a_long_facet_are_shown_and_of_eleven_the_first_eight(client):
    for number in range(1, 11):
        make_resource(tags=[f"tag {number}"])
    assert text(client.get("/resources/")).count('name="tag" value="tag-') == 10
    make_resource(tags=["tag 11"])
    assert text(client.get("/resources/")).count('name="tag" value="tag-') == 8


def test_rare_values_are_found_by_typing(client):
    """Beyond the first eight a long facet lists, by name, only values that lead to results."""
    pillar = make_pillar(name="Trust")
    names = [f"tag {letter}" for letter in "abcdefgh"]
    for _ in range(2):
        make_resource(tags=names, pillars=[pillar])
    make_resource(tags=["Zeal", "“Yes” & <no>", "aims"], pillars=[pillar])
    make_resource(tags=["elsewhere"])
    page = text(client.get("/resources/?pillar=trust"))
    listed = page.partition('id="more-tag">')[2].partition("</datalist>")[0]
    assert listed == '<option value="aims"><option value="Zeal"><option value="“Yes” &amp; &lt;no&gt;">'


def test_records_that_years_hide_for_want_of_a_date_are_said_and_shown(client):
    pillar = make_pillar()
    for issued in (2012, 2019, None, None):
        make_resource(title="Trust", pillars=[pillar], issued=issued)
    page = text(client.get(URL, {"q": "trust", "pillar": "pillar-1", "since": "2015"}))
    said = re.search(r'2 more have no known date:\s+<a href="([^"]+)" rel="nofollow">show them</a>', page)
    assert page.index('class="row"') > said.start()
    shown = text(client.get(URL + said[1].replace("&amp;", "&")))
    assert shown.count('class="row"') == 2
    assert "2 resources" in shown
    assert "with no known date" in shown
    assert 'id="undated" checked' in shown
    assert "have no known date" not in shown
    for query in ({}, {"q": "trust"}, {"since": "2015", "q": "nothing"}):
        assert "list__undated" not in text(client.get(URL, query)), query


def test_years_and_no_year_cannot_be_asked_for_at_once(client):
    make_resource(title="Dated", issued=2019)
    make_resource(title="Not dated")
    page = text(client.get(URL, {"undated": "only", "since": "2015"}))
    assert "only the years were read" in page
    assert page.count('class="row"') == 1
    assert "Records without a date are not asked for by “yes”." in text(client.get(URL, {"undated": "yes"}))
