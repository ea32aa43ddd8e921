"""The words of titles after changes are those of titles read anew; what they find is public, the newest first."""

from datetime import timedelta
from random import Random

import pytest

from resources import edition as editions
from resources.catalogue import facet_index, titles
from resources.catalogue.labels import COMPARED, RUN
from resources.models import RecordBlock, Resource
from resources.search import blocks
from tests.factories import make_many, make_resource
from tests.resources.catalogue.random_changes import CHANGES
from tests.resources.catalogue.random_library import MOMENT, make_library

pytestmark = pytest.mark.django_db


def said(of: titles.Titles) -> tuple:
    """All that titles say, for comparing."""
    return of.labels._words, of.labels._anywhere, of.labels._first


def test_works():
    made = [make_resource(title=title) for title in ("On stops", "Stops on foot", "On patrol")]
    index = facet_index.current()
    found = titles.of(index.edition)
    assert found.nearest(["stop"], index) == [made[1].pk, made[0].pk]
    assert list(found.having(["patrol", "patrols"])) == [made[2].pk]


@pytest.mark.parametrize("seed", range(3))
def test_after_changes_they_are_what_all_read_anew_are(seed):
    random, moment = Random(seed), MOMENT
    make_library(seed)
    kept = titles.read(editions.at(moment))
    for _ in range(25):
        changed = [random.choice(CHANGES)(random) for _ in range(random.randint(0, 2))]
        moment += timedelta(minutes=random.choice([0, 0, 5]))
        edition = editions.at(moment)
        kept = titles.read(edition, kept)
        assert said(kept) == said(titles.read(edition)), changed
        public = dict(Resource.objects.published(moment).newest().values_list("pk", "sort_title"))
        word = RUN.findall(random.choice([*public.values(), "none"]))[-1]
        index = facet_index.of(edition)
        holding = [pk for pk, title in public.items() if word in RUN.findall(title)]
        assert set(kept.nearest([word], index)) >= set(holding[:COMPARED])
        assert [pk for pk in public if pk in kept.labels.having(word)] == holding
        begun = [pk for pk in holding if public[pk].startswith(word)]
        exact = [pk for pk in kept.nearest([word], index) if pk in holding]
        assert exact == [*begun, *(pk for pk in holding if pk not in begun)]


@pytest.mark.parametrize("few", [0, 5_000])
def test_of_many_the_newest_are_found_too(monkeypatch, few):
    monkeypatch.setattr(titles, "FEW", few)
    made = make_many(3)
    index = facet_index.current()
    assert titles.of(index.edition).nearest(["many"], index) == [record.pk for record in reversed(made)]


def test_an_edit_reads_no_more_than_its_block(django_assert_num_queries):
    made = make_many(2 * RecordBlock.SIZE)
    before = titles.of(editions.current())
    made[0].title = "Zebra"
    made[0].save()
    edition = editions.current()
    facet_index.of(edition)
    with django_assert_num_queries(1) as asked:
        now = titles.of(edition)
    assert asked[0]["sql"].count(">=") == 1
    assert now.labels._anywhere["zebra"]
    untouched = [word for word, found in before.labels._anywhere.items() if found is now.labels._anywhere.get(word)]
    assert len(now.labels._anywhere) - len(untouched) < 10 + len(RUN.findall(made[0].title)) + RecordBlock.SIZE


def test_of_very_many_changes_all_is_read():
    make_resource(title="One")
    edition = editions.current()
    before = titles.read(edition)
    make_many(3)
    keys = [number * RecordBlock.SIZE for number in range(1, blocks.MOST + 2)]
    RecordBlock.objects.bulk_create([RecordBlock(number=10**6 + key, version=key) for key in keys])
    edition = editions.current()
    assert said(titles.read(edition, before)) == said(titles.read(edition))
