"""The order of additions after changes is that read anew, and the one the database puts all in."""

from datetime import timedelta
from random import Random

import pytest

from resources import edition as editions
from resources.catalogue import additions, facet_index
from resources.models import RecordBlock, Resource, Status
from tests.factories import make_many, make_resource
from tests.resources.catalogue.random_changes import CHANGES, anyone
from tests.resources.catalogue.random_library import MOMENT, NEAR, make_library

pytestmark = pytest.mark.django_db


def said(of: additions.Additions) -> tuple:
    return of.keys, of.moments, of.numbers


def move(random: Random) -> None:
    """Have some appear at one moment with others, earlier or later than they did."""
    for _ in range(3):
        at = MOMENT - NEAR + timedelta(minutes=random.randint(0, 3))
        Resource.objects.filter(pk=anyone(random).pk, status=Status.PUBLISHED).update(publish_at=at, expire_at=None)


def test_works():
    first, second = make_resource(), make_resource()
    kept = additions.of(editions.current())
    assert list(kept.keys) == [first.pk, second.pk]
    assert list(kept.numbers) == [first.number, second.number]


@pytest.mark.parametrize("seed", range(3))
def test_after_changes_it_is_what_all_read_anew_is(seed):
    random, moment = Random(seed), MOMENT
    make_library(seed)
    kept = additions.read(editions.at(moment))
    for _ in range(25):
        changed = [random.choice([*CHANGES, move, move])(random) for _ in range(random.randint(0, 2))]
        moment += timedelta(minutes=random.choice([0, 0, 5]))
        edition, before = editions.at(moment), said(kept)
        copied = [column[:] for column in before]
        now = additions.read(edition, kept)
        assert said(now) == said(additions.read(edition)), changed
        assert list(before) == copied  # what readers of the edition before hold
        latest = list(Resource.objects.published(moment).added().values_list("pk", flat=True))
        assert list(reversed(now.keys)) == latest
        index = facet_index.read(edition)
        assert [index.ids[position] for position in index.by_addition] == latest
        kept = now


def test_an_edit_reads_no_more_than_its_block(django_assert_num_queries):
    made = make_many(2 * RecordBlock.SIZE)
    additions.of(editions.current())
    Resource.objects.filter(pk=made[0].pk).update(sort_title="zebra")
    edition = editions.current()
    with django_assert_num_queries(2) as asked:  # the versions of the blocks, and the block
        additions.of(edition)
    assert asked[1]["sql"].count(">=") == 1
