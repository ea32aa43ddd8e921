"""A process that begins from what the last one kept holds what one holds that reads everything."""

import os
import shutil
from datetime import timedelta
from itertools import cycle
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from icpr.lib import sealed_file
from resources import edition as editions
from resources.catalogue import additions, facet_index, last_made, made_ready, suggested, titles
from resources.edition import Edition
from resources.models import RecordBlock, Resource
from resources.search import blocks
from tests import factories
from tests.effort import slow_but_first
from tests.resources.catalogue import test_additions, test_index_changes, test_titles
from tests.resources.catalogue.random_changes import CHANGES
from tests.resources.catalogue.random_library import MOMENT, NEAR, make_library

pytestmark = pytest.mark.django_db
HELD = [
    *(blocks._ledger, last_made._once, blocks.of._flight),
    *(facet_index._read._flight, facet_index.of._flight),
    *(titles.of._flight, suggested.names._flight, additions.of._flight),
]


@pytest.fixture(autouse=True)
def start(monkeypatch, settings, tmp_path):
    """Have this process hold nothing, as one that starts."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(last_made, "LEAST", 1)

    def start() -> None:
        for each in HELD:
            monkeypatch.setattr(each, "_made", {})

    start()
    return start


def make(moment=MOMENT, build="one") -> Edition:
    """What a server does until it is ready, and then."""
    last_made.begin(lambda: build)
    edition = made_ready.make(moment)
    additions.of(edition)
    last_made.consider(edition)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editions, "current", lambda: editions.at(moment))
        last_made.keep(lambda: build)
    return edition


def names(of: suggested.Names) -> tuple:
    lines = [(facet, keys, lines._text, list(lines._ends)) for facet, keys, lines in of.people]
    return [(name, value.key, value.label) for name, value in of.terms], test_titles.said(of_labels(of)), lines


def of_labels(of: suggested.Names) -> titles.Titles:
    return titles.Titles(of.term_labels, None, 0)


def said(edition: Edition) -> tuple:
    return (
        test_index_changes.said(facet_index.of(edition)),
        test_titles.said(titles.of(edition)),
        names(suggested.names(edition)),
        test_additions.said(additions.of(edition)),
    )


def read_anew(edition: Edition) -> tuple:
    index = facet_index.whole(edition, 0)
    return (
        test_index_changes.said(index),
        test_titles.said(titles.read(edition)),
        names(suggested.read(index)),
        test_additions.said(additions.read(edition)),
    )


@pytest.mark.parametrize("seed", slow_but_first(range(3)))
def test_it_is_what_all_read_anew_is(seed, start):
    random, moment = Random(seed), MOMENT
    make_library(seed)
    make(moment)
    for _ in range(8):
        assert last_made.path().exists()
        changed = [random.choice(CHANGES)(random) for _ in range(random.randint(0, 3))]
        moment += timedelta(minutes=random.choice([-5, 0, 5, 60]))
        start()
        edition = make(moment)
        assert said(edition) == read_anew(edition), changed
        changed += [random.choice(CHANGES)(random) for _ in range(random.randint(0, 3))]
        edition = make(moment)  # in the same process, later
        assert said(edition) == read_anew(edition), changed


def test_only_what_changed_is_read(start):
    made = factories.make_many(40)
    make()
    Resource.objects.filter(pk=made[3].pk).update(title="Another title", sort_title="another title")
    start()
    with CaptureQueriesContext(connection) as asked:
        edition = make()
    assert facet_index.of(edition).stamp > 1
    rows = [each["sql"] for each in asked if "sort_title" in each["sql"]]
    assert rows
    assert all("BETWEEN" in sql or '."id" IN' in sql or '."id" >=' in sql for sql in rows), rows


def test_nothing_is_read_when_nothing_changed(start):
    factories.make_many(40)
    make()
    start()
    with CaptureQueriesContext(connection) as asked:
        make()
    assert not [each["sql"] for each in asked if "sort_title" in each["sql"]]


@pytest.mark.parametrize("break_it", [lambda path: path.write_bytes(b"x" * 99), lambda path: path.unlink()])
def test_without_a_file_of_ours_everything_is_read(start, break_it):
    made = factories.make_many(3)
    make()
    break_it(last_made.path())
    start()
    assert len(facet_index.of(make())) == len(made)
    assert said(editions.at(MOMENT)) == read_anew(editions.at(MOMENT))


def test_another_build_reads_everything_and_keeps_its_own(start):
    factories.make_many(3)
    make()
    first = last_made.path().read_bytes()
    start()
    make(build="two")
    assert last_made.path().read_bytes() != first
    start()
    last_made.begin(lambda: "two")
    assert facet_index._read._flight().is_made


def test_a_process_that_has_looked_at_the_records_begins_from_its_own(start):
    factories.make_many(3)
    make()
    start()
    facet_index.current()
    last_made.begin(lambda: "one")
    assert not titles.of._flight().is_made


def test_records_that_were_brought_back_are_as_they_are(start):
    """As after a backup: other versions, so other records."""
    made = factories.make_many(3)
    make()
    RecordBlock.objects.all().delete()
    Resource.objects.filter(pk=made[0].pk).update(title="As before", sort_title="as before")
    start()
    edition = make()
    assert said(edition) == read_anew(edition)


def test_records_without_a_version_are_all_read(start):
    """Which nothing was told of: those of a library that came before the versions."""
    factories.make_many(3)
    make()
    RecordBlock.objects.all().delete()
    start()
    last_made.begin(lambda: "one")
    assert not facet_index._read._flight().is_made
    last_made.path().unlink()
    make()
    assert not last_made.path().exists()


def changing(monkeypatch, where, name: str, number: int) -> None:
    """Have a record change just before something is called, the first time."""
    called, titles_given = getattr(where, name), iter(["Other"])

    def change(*given, **named):
        for title in titles_given:
            Resource.objects.filter(pk=number).update(title=title, sort_title=title.lower(), expire_at=MOMENT + NEAR)
        return called(*given, **named)

    monkeypatch.setattr(where, name, change)


@pytest.mark.parametrize(
    ("where", "name"),
    [(suggested, "names"), (blocks, "versions"), (shutil, "disk_usage"), (sealed_file, "write"), (os, "replace")],
)
def test_what_changed_while_it_was_made_or_written_is_not_kept(start, monkeypatch, where, name):
    """It is tried again; where it changed later than anything was read of it, the next process sees it."""
    made = factories.make_many(3)
    changing(monkeypatch, where, name, made[0].pk)
    make()
    assert last_made.path().exists() == (name in {"replace", "names"})
    make()
    assert last_made.path().exists()
    start()
    for moment in (MOMENT, MOMENT + 2 * NEAR):
        edition = make(moment)
        assert said(edition) == read_anew(edition)


def test_it_is_tried_again_a_few_times_only(monkeypatch):
    factories.make_many(3)
    said = cycle([True, False])  # when it is made, and when it is written
    monkeypatch.setattr(last_made, "_is_still", lambda edition: next(said))
    for _ in range(last_made.MOST_TRIES):
        assert last_made._once().tries < last_made.MOST_TRIES
        make()
    assert not last_made._once().is_wanted
    assert not last_made.path().exists()


def test_what_readers_asked_first_of_an_index_is_not_in_the_file(start):
    factories.make_many(3)
    index = facet_index.of(editions.at(MOMENT))
    assert index.filed
    make()
    start()
    last_made.begin(lambda: "one")
    assert "filed" not in vars(facet_index._read._flight().held[1])


@pytest.mark.parametrize("days", [-1, 8])
def test_after_a_week_all_records_are_read(start, monkeypatch, days):
    factories.make_many(3)
    make()
    start()
    now = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(last_made.timezone, "now", lambda: now)
    last_made.begin(lambda: "one")
    assert not facet_index._read._flight().is_made


def test_a_little_that_changed_does_not_write_the_file_again(start, monkeypatch):
    made = factories.make_many(3)
    make()
    written = last_made.path().stat().st_mtime_ns
    Resource.objects.filter(pk=made[0].pk).update(title="Other", sort_title="other")
    start()
    make()
    assert last_made.path().stat().st_mtime_ns == written
    monkeypatch.setattr(blocks, "MOST", 0)
    Resource.objects.filter(pk=made[0].pk).update(title="Another", sort_title="another")
    start()
    make()
    assert last_made.path().stat().st_mtime_ns > written


def test_of_few_records_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(last_made, "LEAST", 4)
    factories.make_many(3)
    make()
    assert not last_made.path().exists()


def test_a_disk_without_room_keeps_nobody_from_starting(settings, start, caplog):
    factories.make_many(3)
    settings.DISK_LEAST_BYTES = 10**18
    make()
    assert not last_made.path().exists()
    start()
    settings.DISK_LEAST_BYTES = 0
    settings.VAR_DIR = settings.VAR_DIR / "none"
    make()
    assert "could not be kept" in caplog.text
