"""The ordinary words of two languages, whole or damaged. The damaged lists stand before the package on the path."""

import gzip
import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from icpr.health import readiness
from resources import search
from resources.catalogue import facet_index
from resources.search import word_lists
from tests.factories import make_resource

OWN = Path(find_spec("spellchecker").origin).parent / "resources"


@pytest.fixture
def other(tmp_path, monkeypatch) -> Path:
    """A folder of lists that is found before the package's own."""
    package = tmp_path / "spellchecker"
    (package / "resources").mkdir(parents=True)
    (package / "__init__.py").touch()
    for language in word_lists.LANGUAGES:
        shutil.copy(OWN / f"{language}.json.gz", package / "resources")
    monkeypatch.syspath_prepend(tmp_path)
    return package / "resources"


def test_works():
    lists = word_lists.lists()
    assert lists.share("the") > 0.01 > lists.share("hostage") > lists.share("interpreters") > 0
    assert all(map(lists.holds, ["hostage", "deaths", "queja", "policia", "contra", "whats", "a", "cops"]))
    assert not any(map(lists.holds, ["hostge", "goverment", "crimess", "", "s" * 300, "the 1", "\n", "hostage 1"]))
    assert word_lists.trouble() is None


def test_it_is_read_once_and_the_package_not_imported():
    assert word_lists.lists() is word_lists.lists()
    assert "spellchecker" not in sys.modules


def spoil(path: Path, how: str) -> None:
    whole = path.read_bytes()
    wrong = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "no archive": b"Dear Chief, " * 9_000,
        "few words": gzip.compress(json.dumps({"word": 5}).encode()),
        "cut text": gzip.compress(gzip.decompress(whole)[:-5_000]),
        "no text": gzip.compress(b"\xff\xfe" * 90_000),
    }
    path.unlink() if how == "missing" else path.write_bytes(wrong[how])


@pytest.mark.parametrize("how", ["missing", "cut", "empty", "no archive", "few words", "cut text", "no text"])
@pytest.mark.django_db
def test_without_a_list_search_goes_on_and_nothing_is_put_right(other, how):
    make_resource(title="Local government")
    now = facet_index.current()
    assert search.find("goverment", now.positions, now.edition).corrected == "government"
    spoil(other / "es.json.gz", how)
    assert not word_lists.lists()
    found = search.find("goverment", now.positions, now.edition)
    assert (found.ids, found.corrected, found.suggested) == ([], "", "")
    assert search.find("government", now.positions, now.edition).ids != []
    assert word_lists.trouble() == word_lists.MISSING


def test_lists_that_are_mended_are_read_again(other):
    spoil(other / "en.json.gz", "cut")
    assert not word_lists.lists()
    shutil.copy(OWN / "en.json.gz", other)
    assert word_lists.lists().holds("hostage")
    assert word_lists.trouble() is None


@pytest.mark.django_db(transaction=True)
def test_watchdogs_are_told_and_readers_served(other):
    spoil(other / "en.json.gz", "no archive")
    look = readiness.Look()
    look.start()
    assert look.ended.wait(30)
    assert look.notes == [word_lists.MISSING]
    assert look.so_far() == ()
