"""An index made from the one before is what a fresh one is, whatever was changed between them."""

from datetime import date, timedelta
from random import Random

import pytest
from pyroaring import BitMap

from resources import edition as editions
from resources.catalogue import facet_index
from resources.catalogue.facets import FACETS
from resources.catalogue.index_changes import MOST, renewed
from resources.models import Access, Author, Document, Resource, Status
from resources.relations import BY_FACET
from resources.search import blocks
from resources.triggers import rules
from tests import factories
from tests.resources.catalogue.random_library import KINDS, MOMENT, NEAR, make_library

pytestmark = pytest.mark.django_db
DATES = [None, date(2014, 1, 3), date(2015, 12, 3), date(2020, 6, 1), date(1990, 1, 1)]


def anyone(random: Random) -> Resource:
    return random.choice(list(Resource.objects.order_by("pk")))


def set_columns(random: Random) -> None:
    columns = random.choice(
        [
            {"title": random.choice(["Zebra", "A café", "apple", "The mole"]) + str(random.randint(0, 9))},
            {"issued_on": (issued := random.choice(DATES)), "issued_precision": "day" if issued else ""},
            {"kind": random.choice(KINDS)},
            {"access": random.choice(Access.values)},
            {"new_until": random.choice([None, date(2031, 5, 20)])},
        ]
    )
    record = anyone(random)
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()


def set_relation(random: Random) -> None:
    relation = random.choice(list(BY_FACET.values()))
    terms = list(relation.model.objects.order_by("pk"))
    getattr(anyone(random), relation.field).set(random.sample(terms, random.randint(0, min(3, len(terms)))))


def set_state(random: Random) -> None:
    status = random.choice([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT])
    times = {
        "publish_at": MOMENT - NEAR if status == Status.PUBLISHED else None,
        "expire_at": random.choice([None, MOMENT + timedelta(minutes=random.randint(1, 40))])
        if status == Status.PUBLISHED
        else None,
    }
    Resource.objects.filter(pk=anyone(random).pk).exclude(status=Status.WITHDRAWN).update(status=status, **times)


def delete(random: Random) -> None:
    anyone(random).delete()


def add(random: Random) -> None:
    made = factories.make_resource(title="New", issued=random.choice(DATES))
    Resource.objects.filter(pk=made.pk).update(publish_at=MOMENT - NEAR)


def write_authors(random: Random) -> None:
    if random.random() < 0.5 and Author.objects.exists():
        random.choice(list(Author.objects.order_by("pk"))).delete()
    else:
        factories.make_author(resource=anyone(random), family_name=random.choice(["Peel", "PEEL", "Stone"]))


def hold(random: Random) -> None:
    Document.objects.bulk_create([Document(resource=anyone(random), role="other", file="000001/held.pdf")])


def rename_term(random: Random) -> None:
    term = random.choice(list(random.choice(list(BY_FACET.values())).model.objects.order_by("pk")))
    term.name = f"Renamed {random.randint(0, 10_000)}"
    term.save()


CHANGES = (set_columns, set_columns, set_relation, set_state, delete, add, write_authors, hold, rename_term)


def said(index) -> dict:
    """All that an index says, for comparing."""
    fields = {name: getattr(index, name) for name in ("edition", "ids", "positions", "by_title", "order")}
    few = {facet.name: list(index.facets[facet.name].items()) for facet in FACETS}
    many = [(value.key, value.label) for value in index.facets["author"].most_frequent(index.everything, 100)]
    years = list(index.years.items()), index.undated, index.new_until
    return fields | {"facets": few, "many": many, "years": years, "sums": index.facets["author"].sums}


@pytest.mark.parametrize("seed", range(3))
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


def test_of_too_many_changes_all_is_read():
    made = [factories.make_resource(issued=date(2015, 1, 1)) for _ in range(MOST + 2)]
    index = facet_index.build(MOMENT)
    Resource.objects.filter(pk__in=[each.pk for each in made]).update(issued_on=date(2016, 1, 1))
    edition = editions.at(MOMENT)
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
