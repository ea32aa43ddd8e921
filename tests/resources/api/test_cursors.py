"""Where a page begins, whatever happens between two pages."""

from datetime import date, timedelta
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone

from resources.api import cursors
from resources.catalogue import listing as listings
from resources.models import Resource
from tests.factories import make_many, make_resource
from tests.resources.api.asking import ask, numbers, walk

pytestmark = pytest.mark.django_db
SORTS = ["newest", "title", "added", "relevance"]


@pytest.fixture
def library():
    """Forty records that share titles, days and moments, some of them without a day."""
    random, now = Random(3), timezone.now()
    days = [None, date(2015, 5, 1), date(2019, 1, 1), date(2020, 2, 2)]
    return [
        make_resource(
            title=f"Police {random.choice('abcde')}",
            issued=random.choice(days),
            publish_at=now - timedelta(hours=random.randint(1, 6)),
        )
        for _ in range(40)
    ]


def query(sort: str) -> str:
    return f"resources?sort={sort}&limit=6&fields=number" + ("&q=police" if sort == "relevance" else "")


@pytest.mark.parametrize("sort", SORTS)
def test_works(client, library, sort):
    found = walk(client, query(sort))
    assert sorted(found) == [record.permanent_number for record in library]
    everything = ask(client, query(sort).replace("limit=6", "limit=100"))
    assert found == numbers(everything)


def test_of_an_order_given_twice_the_last_one_counts_on_each_page(client, library):
    asked = "resources?sort=title&sort=newest&limit=6&fields=number"
    assert walk(client, asked) == walk(client, "resources?sort=newest&limit=6&fields=number")
    cursor = ask(client, "resources?sort=newest&sort=title&limit=6")["next"].partition("cursor=")[2]
    ask(client, f"{asked}&cursor={cursor}", 400)


@pytest.mark.parametrize("sort", SORTS)
def test_what_stays_is_given_once_whatever_else_happens(client, library, sort):
    """Between two pages the last record given is deleted, others go, come, and are edited."""
    random, touched = Random(sort), set()

    def change(page):
        gone = [page["records"][-1]["number"], *random.sample(numbers(page), 2)]
        others = random.sample([record.permanent_number for record in library], 2)
        for number in {*gone, *others}:
            touched.add(number)
            Resource.objects.filter(number=int(number[5:])).delete()
        added = make_resource(title=f"Police {random.choice('abcde')}", issued=date(2019, 1, 1))
        touched.add(added.permanent_number)
        if sort != "relevance":  # there a word more moves it
            edited = Resource.objects.get(number=random.choice(Resource.objects.values_list("number", flat=True)))
            edited.annotation = "Another annotation of the police."
            edited.save()

    found = walk(client, query(sort), change)
    stayed = {record.permanent_number for record in library} - touched
    assert stayed
    assert [number for number in found if number in stayed and found.count(number) != 1] == []
    assert stayed <= set(found)


@pytest.mark.parametrize("sort", SORTS)
def test_all_that_was_given_may_go(client, library, sort):
    first = ask(client, query(sort))
    rest = [number for number in walk(client, query(sort)) if number not in numbers(first)]
    Resource.objects.filter(number__in=[int(number[5:]) for number in numbers(first)]).delete()
    found = walk(client, first["next"])
    assert found == rest


def test_an_edited_title_takes_nobody_along(client, library):
    """The last record given has a new title by the time the index knows it: the cursor rests on the one before."""
    listing = listings.of_query(QueryDict("sort=title"))
    given = listing.records(0, 6)
    given[-1].sort_title = "zzz"
    told = cursors.behind(listing.selection, 6, given, listing.records(6, 7)[0])
    assert told == [given[-2].sort_title, given[-2].number]


@pytest.mark.parametrize("sort", ["newest", "title", "added"])
def test_a_place_among_many_is_found_by_few_queries(sort, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(cursors, "PROBES", 4)
    records = make_many(50)
    selection = listings.of_query(QueryDict(f"sort={sort}")).selection
    order = {pk: place for place, pk in enumerate(selection.ids())}
    for record in records:
        told = cursors.behind(selection, 0, [record], None)
        with django_assert_max_num_queries(3):  # 50 → 13 → 4
            assert cursors.place_behind(selection, told) == order[record.pk] + 1


@pytest.mark.parametrize(
    "tampered",
    [*("x", "%00", "%ff", "WzFd", "WzFd.abc", ".", "a.b.c", "%F0%9F%91%AE", "x" * 6_000), "{cursor}x", "x{cursor}"],
)
def test_a_cursor_that_was_tampered_with_is_refused(client, library, tampered):
    cursor = ask(client, "resources?limit=2")["next"].partition("cursor=")[2]
    told = ask(client, f"resources?limit=2&cursor={tampered.format(cursor=cursor)}", 400)
    assert (told["title"], told["parameter"]) == ("Bad Request", "cursor")


def test_a_cursor_of_another_query_is_refused(client, library):
    cursor = ask(client, "resources?limit=2")["next"].partition("cursor=")[2]
    ask(client, f"resources?limit=2&sort=title&cursor={cursor}", 400)
    ask(client, f"tags?limit=2&cursor={cursor}", 400)
    assert len(numbers(ask(client, f"resources?limit=9&fields=title&cursor={cursor}"))) == 9  # how, not what


def test_an_empty_cursor_is_none(client, library):
    assert numbers(ask(client, "resources?limit=2&cursor=")) == numbers(ask(client, "resources?limit=2"))
