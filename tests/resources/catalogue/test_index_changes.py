"""An index made from the one before is what a fresh one is, whatever was changed between them."""

from datetime import date, timedelta
from random import Random

import pytest
from pyroaring import BitMap

from resources import edition as editions
from resources.catalogue import facet_index, index_changes, many_values, values
from resources.catalogue.facets import FACETS
from resources.catalogue.index_changes import renewed
from resources.models import Resource
from resources.relations import BY_FACET
from resources.search import blocks
from resources.triggers import rules
from tests import factories
from tests.effort import slow_but_first
from tests.resources.catalogue.random_changes import CHANGES
from tests.resources.catalogue.random_library import MOMENT, NEAR, make_library

pytestmark = pytest.mark.django_db


def many_said(values) -> tuple:
    """Each author with key, label and positions, as lists of many and of few find them."""
    every = [(value.key, value.label, list(value.members)) for value in values.values()]
    lengths = list(values._starts), values._positions, [list(members) for members in values._large]
    names = values._spellings.names
    held = {
        number: [(pair >> 32, names[pair & 0xFFFFFFFF]) for pair in held.pairs] for number, held in values._held.items()
    }
    times = {names[number]: times for number, times in enumerate(values._times) if times}
    of_each = [
        sorted((number, values._keys[place]) for number, place in values._of_few(BitMap([at]), len(values)))
        for at in range(len(values._ids))
    ]
    return every, lengths, {number: sorted(pairs) for number, pairs in held.items()}, times, of_each


def said(index) -> dict:
    """All that an index says, for comparing."""
    fields = {name: getattr(index, name) for name in ("edition", "ids", "positions", "by_title", "order")}
    few = {facet.name: list(index.facets[facet.name].items()) for facet in FACETS}
    many = [(value.key, value.label) for value in index.facets["author"].most_frequent(index.everything, 100)]
    years = list(index.years.items()), index.undated, index.new_until
    return fields | {"facets": few, "many": many, "years": years, "names": many_said(index.facets["author"])}


@pytest.mark.parametrize("seed", slow_but_first(range(3)))
def test_is_what_a_fresh_one_is(seed):
    random = Random(seed)
    make_library(seed)
    moment = MOMENT
    index = facet_index.build(moment)
    for _ in range(30):
        changed = [random.choice(CHANGES)(random) for _ in range(random.randint(0, 2))]
        moment += timedelta(minutes=random.choice([0, 0, 5]))
        edition = editions.at(moment)
        index = renewed(index, edition, blocks.of(edition))
        assert said(index) == said(facet_index.whole(edition, index.stamp)), changed


@pytest.mark.parametrize("seed", slow_but_first(range(2)))
def test_is_what_a_fresh_one_is_after_many_changes(seed, monkeypatch):
    random = Random(seed)
    monkeypatch.setattr(index_changes, "FEW", 0)
    monkeypatch.setattr(values, "TOGETHER", 2)
    monkeypatch.setattr(many_values, "LARGE", 2)
    make_library(seed)
    index = facet_index.build(MOMENT)
    for _ in range(6):
        changed = [random.choice(CHANGES)(random) for _ in range(20)]
        edition = editions.at(MOMENT)
        index = renewed(index, edition, blocks.of(edition))
        assert said(index) == said(facet_index.whole(edition, index.stamp)), changed


def test_of_too_many_changes_all_is_read(monkeypatch):
    made = [factories.make_resource(issued=date(2015, 1, 1)) for _ in range(18)]
    index = facet_index.build(MOMENT)
    Resource.objects.filter(pk__in=[each.pk for each in made]).update(issued_on=date(2016, 1, 1))
    edition = editions.at(MOMENT)
    assert said(renewed(index, edition, blocks.of(edition))) == said(facet_index.build(MOMENT))
    monkeypatch.setattr(blocks, "MOST", 0)
    assert renewed(index, edition, blocks.of(edition)) is None
    assert said(facet_index.read(edition, index)) == said(facet_index.build(MOMENT))


def test_an_empty_library_can_be_renewed():
    index = facet_index.build(MOMENT)
    made = factories.make_resource()
    Resource.objects.filter(pk=made.pk).update(publish_at=MOMENT - NEAR)
    edition = editions.at(MOMENT)
    now = renewed(index, edition, blocks.of(edition))
    assert list(now.ids) == [made.pk]
    made.delete()
    edition = editions.at(MOMENT)
    assert renewed(now, edition, blocks.of(edition)).everything == BitMap()


def test_every_table_of_the_lists_tells_the_block_or_is_read_whole():
    terms = {relation.model._meta.db_table for relation in BY_FACET.values()}
    assert {rule.table for rule in rules() if rule.part == "lists" and not rule.record} <= terms
