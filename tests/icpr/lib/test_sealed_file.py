"""What is read back is what was written here, and nothing else is."""

import os
import pickle
from array import array
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pyroaring import BitMap

from icpr.lib import sealed_file
from icpr.lib.sealed_file import SEAL, Unsealed

HELD = {
    "numbers": array("I", range(1000)),
    "members": BitMap([1, 5]),
    "at": datetime(2026, 11, 29, 12, tzinfo=ZoneInfo("America/Chicago")),
    "utc": datetime(2026, 11, 29, tzinfo=UTC),
}
MADE_OF = [BitMap]


def read(path, *, purpose="test", context="one", made_of=MADE_OF):
    return sealed_file.read(path, purpose, context, made_of)


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "apart"
    folder.mkdir()
    sealed_file.write(folder / "held", HELD, "test", "one")
    return folder / "held"


def test_works(path):
    assert read(path) == HELD
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["held"]


@pytest.mark.parametrize("other", [{"purpose": "another"}, {"context": "two"}])
def test_what_was_written_for_something_else_is_not_read(path, other):
    with pytest.raises(Unsealed):
        read(path, **other)


def test_another_secret_does_not_open_it(path, settings):
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(Unsealed):
        read(path)


@pytest.mark.parametrize(
    "change", [lambda whole: whole[:-1], lambda whole: whole + b".", lambda whole: b"", bytes.swapcase]
)
def test_what_was_changed_is_not_read(path, change):
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(Unsealed):
        read(path)


def test_no_byte_may_be_another(path):
    whole = path.read_bytes()
    for at in (0, SEAL - 1, SEAL, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Unsealed):
            read(path)


class Runs:
    def __reduce__(self):
        return os.system, ("echo seen",)


@pytest.mark.parametrize("held", [Runs(), {"a": [Runs()]}])
def test_under_the_right_seal_nothing_is_run_either(tmp_path, held):
    sealed_file.write(tmp_path / "held", held, "test", "one")
    with pytest.raises(Unsealed, match=r"system"):
        read(tmp_path / "held")


def test_a_class_that_was_not_named_is_refused(path):
    with pytest.raises(Unsealed, match="BitMap"):
        read(path, made_of=())


def test_a_failed_write_leaves_what_was_there(path):
    with pytest.raises((pickle.PicklingError, AttributeError, TypeError)):
        sealed_file.write(path, [lambda: None], "test", "one")
    assert read(path) == HELD
    assert os.listdir(path.parent) == ["held"]


def test_what_killed_processes_left_is_deleted(path):
    old, fresh = path.with_name("held-old"), path.with_name("held-fresh")
    for each in (old, fresh):
        each.write_bytes(b"unfinished")
    os.utime(old, (0, 0))
    sealed_file.write(path, HELD, "test", "one")
    assert sorted(os.listdir(path.parent)) == ["held", "held-fresh"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        sealed_file.write(tmp_path / "none" / "held", HELD, "test", "one")
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "held")
