"""The selection's totals, order and counts against plain queries that know nothing of the index."""

from array import array
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F, Q
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources import edition as editions
from resources import search
from resources.catalogue import catalogue_index, facet_index, placed
from resources.catalogue.criteria import NEWEST, TITLE, Criteria
from resources.catalogue.facets import FACETS
from resources.catalogue.positions import Positions
from resources.catalogue.query_form import ResourceFilter
from resources.catalogue.selection import Selection, select
from resources.models import Availability, Resource
from resources.relations import BY_FACET
from tests.effort import slow_but_first
from tests.factories import make_pillar, make_resource
from tests.resources.catalogue.random_library import (
    AUTHORS,
    COLUMNS,
    MOMENT,
    NEAR,
    RELATIONS,
    WORDS,
    YEARS,
    availabilities,
    having,
    make_library,
)

pytestmark = pytest.mark.django_db

FACET = {facet.name: facet for facet in FACETS}
VALUES = COLUMNS | {
    name: [f"{relation.model._meta.model_name}-{number}" for number in range(1, 5)]
    for name, relation in BY_FACET.items()
}
VALUES["author"] = [*AUTHORS]
VALUES["availability"] = Availability.values
VALUES["language"] = ["en", "es", "ru"]  # one that no record has

moments = st.sampled_from([-3, -2, -1, 0, 1, 2, 3]).flatmap(
    lambda steps: st.sampled_from([-1, 0, 1]).map(lambda tick: MOMENT + steps * NEAR + timedelta(microseconds=tick))
)
years = st.none() | st.sampled_from(YEARS)
filters = st.builds(
    lambda q, values, years, sort: Criteria(
        q, values, *sorted(years) if None not in years else years, sort=sort if q or sort != "relevance" else ""
    ),
    st.just("") | st.sampled_from(WORDS) | st.sampled_from(["trust -school", '"school trust"', "nowhere"]),
    st.dictionaries(
        st.sampled_from(sorted(VALUES)),
        st.none(),
        max_size=3,
    ).flatmap(
        lambda names: st.fixed_dictionaries(
            {
                name: st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True).map(tuple)
                for name in names
            }
        )
    ),
    st.tuples(years, years),
    st.sampled_from(["", "newest", "title", "relevance"]),
)


def plain(criteria: Criteria, moment, *, but: str = "") -> set[int]:
    """Primary keys a query must give, by Django's own joins; `but` names the one part to leave out."""
    found = Resource.objects.filter(status="published", publish_at__lte=moment)
    found = found.exclude(Q(expire_at__isnull=False) & Q(expire_at__lte=moment))
    for name, keys in criteria.values.items():
        if name != but:
            found = found.filter(having(name, keys))
    if but != "years":
        if criteria.since is not None:
            found = found.filter(issued_on__year__gte=criteria.since)
        if criteria.until is not None:
            found = found.filter(issued_on__year__lte=criteria.until)
    ids = set(found.values_list("pk", flat=True))
    if criteria.q and but != "q":
        published = Positions(array("I", Resource.objects.published(moment).values_list("pk", flat=True)))
        edition = editions.at(moment)
        ids &= set(search.find(criteria.q, published, edition).ids)
    return ids


def plain_counts(name: str, ids: set[int]) -> dict[str, int]:
    if name == "author":
        numbers = {key: Resource.objects.filter(having(name, [key]), pk__in=ids).distinct().count() for key in AUTHORS}
        return {key: number for key, number in numbers.items() if number}
    if name == "availability":
        return dict(Counter(value for pk, value in availabilities().items() if pk in ids))
    column = f"{RELATIONS[name]}__slug" if name in RELATIONS else name
    pairs = set(Resource.objects.filter(pk__in=ids).values_list(column, "pk"))
    return dict(Counter(key for key, _ in pairs if key is not None))


def test_works():
    trust, policy = make_pillar(number=1, name="Trust"), make_pillar(number=2, name="Policy")
    old = make_resource(pillars=[trust], issued=2015)
    new = make_resource(pillars=[trust, policy], issued=2020)
    make_resource(pillars=[policy])
    selection = select(QueryDict("pillar=trust"))
    assert selection.ids() == [new.pk, old.pk]
    assert selection.total == 2
    assert [(c.value.key, c.number, c.chosen) for c in selection.counts(FACET["pillar"])] == [
        ("trust", 2, True),
        ("policy", 2, False),
    ]


def test_counts_of_a_filtered_relation_are_not_those_of_the_join():
    """The trap: filter on a relation and count the same one through the join, and each other value shrinks."""
    one, two, three = (make_pillar(number=number) for number in (1, 2, 3))
    make_resource(pillars=[one, two])
    make_resource(pillars=[two, three])
    make_resource(pillars=[three])
    selection = select(QueryDict("pillar=pillar-1&pillar=pillar-2"))
    assert selection.total == 2
    assert {c.value.key: c.number for c in selection.counts(FACET["pillar"])} == {
        "pillar-1": 1,
        "pillar-2": 2,
        "pillar-3": 2,
    }


@pytest.mark.parametrize("seed", slow_but_first(range(4)))
def test_agrees_with_plain_queries(seed, monkeypatch):
    """Of each second library as if it were large: counting what is left over, and what is found phrase by phrase."""
    make_library(seed)
    if seed % 2:
        monkeypatch.setattr(catalogue_index, "LISTED", 1)
        monkeypatch.setattr(placed, "FEW", 0)

    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(criteria=filters, moment=moments)
    def agrees(criteria, moment):
        catalogue = facet_index.build(moment)
        asked = ResourceFilter(QueryDict(criteria.query_string().removeprefix("?")), index=catalogue).criteria
        known = {name: set(catalogue.facets[name]) for name in criteria.values}
        assert all(set(asked.chosen(name)) == set(criteria.chosen(name)) & known[name] for name in known)
        criteria = asked
        selection = Selection(criteria, catalogue)
        expected = plain(criteria, moment)
        assert selection.total == len(expected)
        assert set(selection.ids()) == expected
        assert len(selection.ids()) == selection.total

        for name, facet in FACET.items():
            counts = {count.value.key: count.number for count in selection.counts(facet)}
            chosen = dict.fromkeys(criteria.chosen(name), 0)
            assert counts == chosen | plain_counts(name, plain(criteria, moment, but=name))
            assert {count.value.key: count.number for count in selection.counts(facet, 100)} == counts
            if facet.long and not facet.many:
                shown, rest = selection.most_frequent(facet, 2)
                every = selection.counts(facet)
                most = [count for count in every if count.number][:2]
                assert shown == [count for count in every if count in most or count.chosen]
                others = counts.keys() - {count.value.key for count in shown}
                assert [value.key for value in rest] == [key for key in catalogue.facets[name] if key in others]
            for count in selection.counts(facet):
                assert Selection(criteria.with_only(name, count.value.key), catalogue).total == count.number

        timeless = plain(criteria, moment, but="years")
        by_year = Counter(Resource.objects.filter(pk__in=timeless).values_list("issued_on__year", flat=True))
        assert selection.undated_count == by_year.pop(None, 0)
        assert selection.year_counts == sorted(by_year.items(), reverse=True)

        for part, without, number in selection.relaxations():
            assert number == Selection(without, catalogue).total == len(plain(criteria, moment, but=part))

    agrees()


@pytest.mark.parametrize("seed", range(4, 7))
def test_order_agrees_with_plain_queries(seed):
    make_library(seed)
    catalogue = facet_index.build(MOMENT)
    orders = {
        NEWEST: Resource.objects.order_by(F("issued_on").desc(nulls_last=True), "-number"),
        TITLE: sorted(Resource.objects.all(), key=lambda found: (found.sort_title, found.number)),
    }
    for order, everything in orders.items():
        for criteria in (Criteria(sort=order), Criteria(sort=order, values={"kind": ("report", "model-policy")})):
            expected = plain(criteria, MOMENT)
            found = Selection(criteria, catalogue).ids()
            assert found == [resource.pk for resource in everything if resource.pk in expected]


def test_title_order_is_the_same_for_few_and_many(monkeypatch):
    make_library(8)
    catalogue = facet_index.build(MOMENT)
    few = Selection(Criteria(sort=TITLE), catalogue).ids()
    monkeypatch.setattr("resources.catalogue.selection.FEW", 0)
    assert Selection(Criteria(sort=TITLE), catalogue).ids() == few


def test_pages_are_slices_of_the_whole():
    for _ in range(45):
        make_resource()
    selection = select(QueryDict())
    assert selection.page_count == 3
    assert [pk for page in (1, 2, 3) for pk in selection.page_ids(page)] == selection.ids()
    assert selection.page_ids(4) == []


def test_an_empty_library_has_one_empty_page():
    selection = select(QueryDict("q=anything"))
    assert (selection.total, selection.page_count, selection.ids(), selection.relaxations()) == (0, 1, [], [])


def test_words_with_equal_rank_come_in_one_order():
    made = [make_resource(title="Equal words", annotation="same") for _ in range(5)]
    assert select(QueryDict("q=equal")).ids() == [resource.pk for resource in reversed(made)]


def test_years_the_wrong_way_round_are_turned():
    make_resource(issued=2015)
    assert select(QueryDict("since=2016&until=2014")).total == 1


def test_equal_titles_are_filed_by_number():
    made = [make_resource(title="The Same Title", issued=issued) for issued in (2011, 2012, None)]
    assert select(QueryDict("sort=title")).ids() == [resource.pk for resource in made]


def test_the_filter_whose_removal_gives_most_is_named_first():
    for number in range(3):
        make_resource(kind="report", issued=2001 + number)
    make_resource(kind="guide", issued=2019)
    ways = select(QueryDict("kind=report&since=2019")).relaxations()
    assert [(part, number) for part, _, number in ways] == [("years", 3), ("kind", 1)]
    ways = select(QueryDict("kind=guide&until=2003")).relaxations()
    assert [(part, number) for part, _, number in ways] == [("kind", 3), ("years", 1)]
