"""Every list is criteria over the one selection: what it holds is what a plain query gives."""

from datetime import timedelta
from itertools import product

import pytest
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from resources.catalogue import facet_index, listing
from resources.catalogue.criteria import ADDED, NEWEST, TITLE, Criteria
from resources.catalogue.facets import FACETS
from resources.catalogue.listing import Listing
from resources.catalogue.selection import Selection
from resources.models import Resource
from tests.factories import make_many, make_pillar, make_publisher, make_resource
from tests.resources.catalogue.random_library import MOMENT, having, make_library

pytestmark = pytest.mark.django_db

NEWEST_FIRST = (F("issued_on").desc(nulls_last=True), "-number")
ORDERS = {NEWEST: NEWEST_FIRST, TITLE: ("sort_title", "number"), ADDED: ("-publish_at", "-number")}


def keys(records) -> list[int]:
    return [record.pk for record in records]


def test_works():
    press = make_publisher(name="Press")
    old, new = (make_resource(publishers=[press], issued=year) for year in (2011, 2012))
    make_resource()
    found = listing.of_value("/publishers/press/", "publisher", "press", title="Press")
    assert found.ids() == keys(found.records()) == [new.pk, old.pk]
    assert (found.total, found.heading, found.address) == (2, "Press", "/publishers/press/")
    assert found.list_query == "?publisher=press"
    assert found.edition == facet_index.current().edition


def test_each_facet_makes_lists_that_agree_with_plain_queries():
    library = make_library(11)
    index = facet_index.build(MOMENT)
    for facet, order in product(FACETS, ORDERS):
        for key in library[facet.name]:
            found = Listing("/", Criteria(values={facet.name: (key,)}, sort=order), index=index)
            plain = Resource.objects.published(MOMENT).filter(having(facet.name, [key])).order_by(*ORDERS[order])
            assert found.ids() == keys(plain), (facet.name, key, order)
            assert found.total == len(plain)


def test_what_a_page_fixes_cannot_be_asked_away():
    trust, policy = make_pillar(number=1, name="Trust"), make_pillar(number=2, name="Policy")
    both = make_resource(pillars=[trust, policy], kind="report")
    make_resource(pillars=[policy], kind="report")
    make_resource(pillars=[trust], kind="guide")
    asked = Criteria(values={"pillar": ("policy",), "kind": ("report",)}, sort=TITLE)
    found = Listing("/pillars/trust/", Criteria(values={"pillar": ("trust",)}, sort=NEWEST), asked)
    assert found.criteria == Criteria(values={"pillar": ("trust",), "kind": ("report",)}, sort=TITLE)
    assert found.ids() == [both.pk]
    assert found.address == "/pillars/trust/?pillar=policy&kind=report&sort=title"


def test_words_and_years_are_asked_within_a_list():
    make_many(2, kind="report")
    kept = make_resource(title="Trust in schools", kind="report", issued=2015)
    make_resource(title="Trust in schools", kind="guide", issued=2015)
    asked = Criteria(q="trust", since=2014, until=2016)
    assert Listing("/", Criteria(values={"kind": ("report",)}), asked).ids() == [kept.pk]


def test_the_undated_alone():
    undated = make_resource(title="Undated")
    make_resource(issued=2015)
    found = Listing("/", Criteria(undated=True))
    assert found.ids() == [undated.pk]
    assert found.selection.year_counts == [(2015, 1)]


def test_a_value_that_no_record_has_is_an_empty_list():
    make_resource(tags=["youth"])
    assert listing.of_value("/", "tag", "nothing").records() == []


def test_the_query_string_of_the_list_gives_the_same():
    make_library(12)
    Resource.objects.published(MOMENT).update(publish_at=timezone.now(), expire_at=None)
    for facet in ("kind", "pillar", "tag", "language"):
        key = next(iter(facet_index.current().facets[facet]))
        found = listing.of_value("/", facet, key)
        assert listing.of_query(QueryDict(found.list_query[1:])).ids() == found.ids()


def test_a_list_of_a_query_searches_once(django_assert_max_num_queries):
    make_resource(title="Trust")
    found = listing.of_query(QueryDict("q=trust"))
    with django_assert_max_num_queries(0):
        assert (found.total, found.heading) == (1, "1 resource matching “trust”")
        assert found.ids() != []


def test_parts_are_read_together(django_assert_max_num_queries):
    for kind in ("report", "report", "guide", "video"):
        make_resource(kind=kind)
    whole = Listing("/")
    assert whole.by_kind == [("report", 2), ("guide", 1), ("video", 1)]
    parts = [whole.of_kinds(["report", "guide"]), whole.of_kinds(["video"])]
    with django_assert_max_num_queries(3):
        assert list(map(len, Listing.read_each(parts, most=2))) == [2, 1]
    assert [part.total for part in parts] == [3, 1]


def test_what_can_be_opened_stands_first_where_only_some_are_shown():
    made = [make_resource(issued=year) for year in (2024, 2023)]
    address = {"official_url": "https://example.org/it", "address_evidence": "own-page"}
    made += [make_resource(issued=year, **address) for year in (2022, 2021)]
    newest, second, openable, older = [record.pk for record in made]
    whole = Listing("/")
    assert whole.openable_first(9) == [openable, older, newest, second]
    assert whole.openable_first(3) == [openable, older, newest]
    assert whole.openable_first(1) == [openable]


def added_some(count: int) -> list[int]:
    """Primary keys of records added in an order that is neither that of their dates nor their titles; latest first."""
    now = timezone.now()
    for place in range(count):
        make_resource(
            title=f"{place % 3}", issued=2010 + place % 4, publish_at=now - timedelta(hours=place * 7 % count)
        )
    return keys(Resource.objects.order_by("-publish_at", "-number"))


def test_the_latest_added_come_first_with_the_index_or_without_it():
    latest = added_some(20)
    assert keys(listing.whats_new().records(0, 7)) == latest[:7]
    assert listing.whats_new().ids() == latest
    assert Listing("/", Criteria(values={"language": ("en",)}, sort=ADDED)).ids() == latest


def test_the_order_of_adding_is_the_same_for_few_and_many(monkeypatch):
    latest = added_some(12)
    monkeypatch.setattr("resources.catalogue.selection.FEW", 0)
    assert listing.whats_new().ids() == latest


def test_an_order_read_after_a_change_keeps_all_records():
    latest = added_some(5)
    index = facet_index.current()
    Resource.objects.filter(pk=latest[1]).delete()
    assert Selection(Criteria(sort=ADDED), index).ids() == [latest[0], *latest[2:], latest[1]]


def test_the_list_can_be_asked_for_the_latest_added(client):
    latest = added_some(3)
    assert listing.of_query(QueryDict("sort=added")).ids() == latest
    page = client.get("/resources/?sort=added").content.decode()
    assert '<option value="added" selected>Added here</option>' in page
    assert "There is no order called" not in page


def test_kinds_come_by_size_and_those_of_one_size_by_their_words():
    for kind in ("report", "guide", "video", "video"):
        make_resource(kind=kind)
    assert listing.of_query(QueryDict("")).by_kind == [("video", 2), ("guide", 1), ("report", 1)]
