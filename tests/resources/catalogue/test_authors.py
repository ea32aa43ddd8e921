"""Authors as a facet: one value for a name wherever it stands, a link on each record, and never too many on a page."""

from array import array
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from resources.catalogue import facet_index
from resources.catalogue.facets import FACETS
from resources.catalogue.list_page import OFFERED_OF_MANY
from resources.catalogue.many_values import ManyValues
from resources.catalogue.positions import Positions
from resources.catalogue.selection import select
from resources.catalogue.spellings import Spellings
from resources.models import Author, BestBet
from tests.factories import make_author, make_many, make_publisher, make_resource

pytestmark = pytest.mark.django_db

AUTHOR = next(facet for facet in FACETS if facet.name == "author")


@pytest.fixture
def works():
    """Two records by one person, spelled in two ways, and one by an agency."""
    titles = ("On trust", "On stops", "On custody")
    made = [make_resource(title=title, kind="report") for title in titles]
    make_author(resource=made[0], given_names="Chuck", family_name="Wexler")
    make_author(resource=made[1], given_names="CHUCK", family_name="Wexler")
    make_author(resource=made[1], organization="City Police")
    make_author(resource=made[2], organization="City Police")
    make_author(resource=make_resource(published=False), family_name="Draft")
    return made


def text(response) -> str:
    return response.content.decode()


def test_works(client, works):
    page = text(client.get("/resources/?author=chuck-wexler"))
    assert "2 resources by" in page
    assert [title in page for title in ("On trust", "On stops", "On custody")] == [True, True, False]
    assert 'name="author" value="chuck-wexler"' in page
    assert 'value="city-police"' in page
    assert "Draft" not in page


def test_a_record_leads_to_the_works_of_each_of_its_authors(client, works):
    page = text(client.get(works[1].get_absolute_url()))
    for key, name in (("chuck-wexler", "CHUCK Wexler"), ("city-police", "City Police")):
        assert f'<a href="/resources/?author={key}">{name}</a>' in page
        assert select(QueryDict(f"author={key}")).total == 2


def test_an_article_in_its_issue_leads_there_too(client):
    article = make_resource(kind="police-chief-article", publication="Police Chief", issued=2015)
    make_author(resource=article, given_names="Ann", family_name="Lee")
    make_author(resource=article, organization="City Police")
    page = " ".join(text(client.get("/police-chief/")).split())
    assert (
        '<a href="/resources/?author=ann-lee">Ann Lee</a>, <a href="/resources/?author=city-police">City Police</a>'
        in page
    )


def test_a_name_can_be_typed(client, works):
    for typed in ("Chuck Wexler", "chuck wexler", "chuck-wexler", "CHUCK  WÉXLER"):
        assert select(QueryDict(urlencode({"author": typed}))).total == 2, typed


def test_a_name_is_written_as_on_most_records(works):
    assert facet_index.current().facets["author"]["chuck-wexler"].label == "CHUCK Wexler"
    make_author(resource=works[2], given_names="Chuck", family_name="Wexler")
    assert facet_index.current().facets["author"]["chuck-wexler"].label == "Chuck Wexler"


def test_an_edited_author_shows_at_once(client, works):
    Author.objects.filter(family_name="Wexler").update(family_name="Ramsey")
    assert select(QueryDict("author=chuck-ramsey")).total == 2
    page = text(client.get("/resources/?author=chuck-wexler"))
    assert "Author “chuck-wexler” is not one we know, so it was left out." in page


@pytest.mark.parametrize("typed", ["nobody", "draft", "", "—", "a" * 300, "\x00", "王"])
def test_an_unknown_author_is_said_and_left_out(client, works, typed):
    response = client.get("/resources/", {"author": typed, "kind": "report"}, follow=True)
    assert response.status_code == 200
    assert "3 reports" in text(response)


def test_a_name_typed_as_a_search_finds_its_works_first():
    for number in range(3):
        make_resource(
            title=f"City Police Foundation and Ann Lee, {number}", annotation="City Police Foundation. Ann Lee."
        )
    by_body = make_resource(title="On patrol", publishers=[make_publisher(name="City Police Foundation, Ohio")])
    by_person = make_resource(title="On trust")
    make_author(resource=by_person, given_names="Ann", family_name="Lee")
    pinned = make_resource(title="Something else")
    for text, work in (("city police foundation", by_body), ("Ann Lee", by_person), ("ANN LEE", by_person)):
        found = select(QueryDict(urlencode({"q": text}))).ids()
        assert (found[0], len(found)) == (work.pk, 4), text
    BestBet.objects.create(query="ann lee", resource=pinned, reason="A test.")
    assert select(QueryDict("q=ann+lee")).ids()[:2] == [pinned.pk, by_person.pk]
    assert select(QueryDict("q=ann+lee+trust")).ids() == [by_person.pk]


def test_one_named_twice_on_a_record_is_counted_once(works):
    make_author(resource=works[0], given_names="chuck", family_name="wexler")
    counted = {count.value.key: count.number for count in select(QueryDict()).counts(AUTHOR)}
    assert counted == {"chuck-wexler": 2, "city-police": 2}


def test_of_very_many_a_page_lists_few_and_offers_some(client):
    records = make_many(300)
    Author.objects.bulk_create(
        Author(resource=record, given_names="Ann", family_name=f"Writer{number}")
        for number, record in enumerate(records)
    )
    make_author(resource=records[0], given_names="Ann", family_name="Writer299")
    page = text(client.get("/resources/"))
    assert page.count('name="author" value=') == 8
    offered = page.partition('id="more-author">')[2].partition("</datalist>")[0]
    assert offered.count("<option") == OFFERED_OF_MANY - 8
    assert "any other name can be typed in full" in page
    assert "Find an author" in page
    assert page.index('value="ann-writer299"') < page.index('value="ann-writer0"'), "the most works first"
    chosen = text(client.get("/resources/?author=ann-writer98"))
    assert 'value="ann-writer98"' in chosen
    assert "1 resource by" in chosen


def test_a_list_costs_no_more_queries_for_its_authors(client, works, django_assert_max_num_queries):
    facet_index.current()
    with django_assert_max_num_queries(7):
        client.get("/resources/?author=chuck-wexler")


held = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.integers(0, 40)), max_size=200)


@settings(max_examples=150, database=None)
@given(held, st.sets(st.integers(0, 60)), st.integers(1, 12))
def test_the_most_frequent_are_those_of_a_full_count(pairs, among, most):
    spellings = Spellings(str.lower)
    held = [position << 32 | spellings.number(key.upper()) for key, position in pairs]
    values = ManyValues(spellings, held, Positions(array("q", range(41))))
    expected = {key: sorted({position for other, position in pairs if other == key}) for key, _ in pairs}
    assert {key: list(value.members) for key, value in values.items()} == expected
    order = sorted(expected, key=lambda key: (-len(expected[key]), key))
    assert list(values) == order
    numbers = {key: len(among.intersection(expected[key])) for key in order}
    ranked = [key for key in sorted(order, key=lambda key: -numbers[key]) if numbers[key]][:most]
    assert [value.key for value in values.most_frequent(BitMap(among), most)] == ranked
    by_records = values._of_few(BitMap(among), most)
    assert [order[place] for _, place in by_records] == ranked
    assert values._of_many(BitMap(among), most) in (None, by_records)


def test_values_of_a_record_each_are_not_all_looked_at(monkeypatch):
    """Where no value stands out, each would have to be."""
    spellings = Spellings(str.lower)
    held = [position << 32 | spellings.number(f"Writer {position}") for position in range(9_000)]
    often = [position << 32 | spellings.number("Often") for position in range(5_000)]
    values = ManyValues(spellings, [*held, *often], Positions(array("q", range(9_000))))
    looked, number = [], ManyValues._number
    monkeypatch.setattr(ManyValues, "_number", lambda *args: looked.append(1) or number(*args))
    assert values.most_frequent(BitMap(range(4_000)), 1)[0].label == "Often"
    assert len(looked) == 1
    assert values.most_frequent(BitMap(range(5_000, 5_100)), 1)[0].label == "Writer 5000"
    assert len(looked) <= 101
