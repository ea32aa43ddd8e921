"""What `manage.py backup` writes, keeps and says, and what it leaves behind when it fails."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from tests.server import ROOT


def test_works(small, shelf):
    made = small.backup(shelf)
    manifest = json.loads((made / "manifest.json").read_text())
    assert re.fullmatch(r"icpr-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}Z", made.name)
    assert manifest["tables"]["resources_resource"]["rows"] == 2
    assert manifest["migrations"]["pillars"][0] == "0001_initial"
    assert manifest["library_version"]
    on_disk = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    assert on_disk == {*manifest["files"], "manifest.json", "manifest.json.sha256"}
    assert [name for name in on_disk if name.startswith("documents/")] != []
    finished = json.loads((small.folder / "last-backup.json").read_text())["finished_at"]
    assert datetime.now(UTC).timestamp() - datetime.fromisoformat(finished).timestamp() < 300


def test_the_secret_is_named_but_not_included(small, shelf):
    made = small.backup(shelf)
    assert "SECRET_KEY" in json.loads((made / "manifest.json").read_text())["keep_besides"][0]
    secret = small.env["SECRET_KEY"].encode()
    assert not any(secret in path.read_bytes() for path in made.rglob("*") if path.is_file())


def test_nobody_else_may_read_it(small, shelf):
    made = small.backup(shelf)
    assert {path.stat().st_mode & 0o077 for path in [made, *made.rglob("*")]} == {0}


def test_every_table_is_kept_or_left_out_for_a_reason(small):
    code = (
        "from django.apps import apps\n"
        "from django.db import connection\n"
        "from icpr.backups import rows\n"
        "names = set(connection.introspection.table_names()) - {'django_migrations'}\n"
        "names = {name for name in names if not name.startswith(('resources_search_index', 'resources_page_index'))}\n"
        "kept = {model._meta.db_table for model in rows.kept_models()}\n"
        "left = {model._meta.db_table for model in apps.get_models() if rows.is_left_out(model)}\n"
        "print(sorted(names - kept - left), len(kept & left))"
    )
    assert small.run(code).strip() == "[] 0"


def test_a_document_that_is_there_already_takes_no_more_room(small, shelf):
    first, second = small.backup(shelf), small.backup(shelf)
    name = next(name for name in json.loads((second / "manifest.json").read_text())["files"] if name.startswith("doc"))
    assert (first / name).samefile(second / name)
    assert not (second / name).samefile(small.folder / name)


def test_a_document_that_changed_is_copied_anew(small, shelf):
    """None ever should; a backup that trusted this would keep the old bytes under the new checksum."""
    first = small.backup(shelf)
    name = next(name for name in json.loads((first / "manifest.json").read_text())["files"] if name.startswith("doc"))
    old = (small.folder / name).read_bytes()
    (small.folder / name).write_bytes(old[::-1])
    try:
        second = small.backup(shelf)
    finally:
        (small.folder / name).write_bytes(old)
    assert ((first / name).read_bytes(), (second / name).read_bytes()) == (old, old[::-1])


def test_a_record_without_its_file_is_told(small, shelf):
    path = next(path for path in (small.folder / "documents").rglob("*") if path.is_file())
    path.rename(path.with_suffix(".away"))
    try:
        done = small.manage("backup", shelf)
    finally:
        path.with_suffix(".away").rename(path)
    assert done.returncode == 0
    assert path.name in done.stderr


@pytest.mark.slow
def test_only_old_backups_of_this_library_are_deleted(small, new_place, shelf):
    other = new_place()
    assert other.manage("migrate", "-v0").returncode == 0
    kept = other.backup(shelf)
    first, second = small.backup(shelf), small.backup(shelf)
    unfinished = shelf / "icpr-2020-01-01T00-00-00.000000Z"
    unfinished.mkdir()
    (shelf / "notes.txt").write_text("mine")
    third = small.backup(shelf, "--keep", "2")
    assert set(shelf.iterdir()) == {kept, second, third, unfinished, shelf / "notes.txt"}
    assert not first.exists()


def test_a_full_disk_leaves_nothing_that_looks_whole(small, shelf):
    """The limit on the size of a file stands for the disk: the system refuses the write in the same place."""
    limits = (2_000, 2_000)
    done = small.manage("backup", shelf, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: No backup was made in ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(shelf.iterdir()) == []


@pytest.mark.slow
def test_killed_in_the_middle_leaves_nothing_that_looks_whole(small, shelf):
    """What lies there has another name, and the next backup clears it away. While one is made, no other begins."""
    big = small.folder / "documents" / "big"
    with big.open("wb") as file:
        file.truncate(200 * 1024**2)  # nothing that takes room, but time to read
    try:
        process = subprocess.Popen([sys.executable, "manage.py", "backup", str(shelf)], cwd=ROOT, env=small.env)
        while not list(shelf.glob("*.partial/documents")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGSTOP)
        busy = small.manage("backup", shelf)
        process.send_signal(signal.SIGKILL)
        process.wait()
    finally:
        big.unlink()
    assert "Another backup is being made" in busy.stderr
    assert [path.suffix for path in shelf.iterdir()] == [".partial"]
    made = small.backup(shelf)
    assert list(shelf.iterdir()) == [made]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["/proc/nowhere"], "No backup was made in /proc/nowhere. No such file or directory: /proc/nowhere"),
        (["DOCUMENTS"], "lies among the documents"),
        (["ELSEWHERE", "--keep", "0"], "Keep at least one"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(small, shelf, arguments, told):
    places = {"DOCUMENTS": small.folder / "documents" / "here", "ELSEWHERE": shelf}
    done = small.manage("backup", *(places.get(argument, argument) for argument in arguments))
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (small.folder / "documents" / "here").exists()


@pytest.mark.slow
def test_tables_of_another_release_are_refused(new_place, shelf):
    place = new_place()
    assert place.manage("migrate", "-v0").returncode == 0
    assert place.manage("migrate", "resources", "0008", "-v0").returncode == 0
    done = place.manage("backup", shelf)
    assert (done.returncode, "not at the state of this release" in done.stderr) == (1, True)


def test_a_writer_does_not_wait_for_it(small, shelf):
    """While a backup holds its moment, a record is saved, at once."""
    code = (
        "import time\n"
        "from icpr.backups import making\n"
        "with making._one_moment():\n"
        "    from resources.models import Resource\n"
        "    before = Resource.objects.count()\n"
        "    print('held', flush=True)\n"
        "    input()\n"
        "    assert Resource.objects.count() == before\n"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=small.env | {"PYTHONUNBUFFERED": "1"}, **pipes) as holder:
        assert holder.stdout.readline() == "held\n"
        small.run("from tests.factories import make_resource\nmake_resource().delete()")
        holder.communicate(os.linesep)
    assert holder.returncode == 0
