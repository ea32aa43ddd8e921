"""What `manage.py restore` refuses, and what it leaves behind when it is refused, fails or is killed."""

import gzip
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time

import pytest

from icpr.backups import restoring
from icpr.backups.manifest import BackupProblem
from tests.server import ROOT, free_port


@pytest.fixture(scope="module")
def backup(small, tmp_path_factory):
    return small.backup(tmp_path_factory.mktemp("backups"))


@pytest.fixture
def copy(backup, tmp_path):
    """A backup that may be spoiled."""
    return shutil.copytree(backup, tmp_path / backup.name)


@pytest.fixture(scope="module")
def empty(new_place):
    """A place that stays empty, because every restore into it is refused."""
    return new_place()


def change(folder, deed):
    """Change a backup's manifest as somebody would who made it so: with the right checksum."""
    manifest = json.loads((folder / "manifest.json").read_text())
    deed(manifest)
    text = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.json.sha256").write_text(f"{hashlib.sha256(text).hexdigest()}  manifest.json\n")


def change_table(folder, table, lines):
    """Replace the rows of a table, with the right checksums."""
    path = folder / "tables" / f"{table}.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    facts = {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    change(folder, lambda manifest: manifest["files"].update({f"tables/{table}.jsonl.gz": facts}))


def refused(place, folder) -> str:
    done = place.manage("restore", folder)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: Nothing was restored. ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert place.is_empty()
    assert not (place.folder / "restore-unfinished").exists()
    return done.stderr


def found_wrong(folder) -> str:
    """What keeps a backup from being restored, as the command finds it before it looks at the place."""
    with pytest.raises(BackupProblem) as problem:
        restoring.check(folder)
    return str(problem.value)


def test_works(backup, new_place):
    place = new_place()
    assert place.manage("restore", backup, "--check").returncode == 0
    assert place.is_empty()
    done = place.manage("restore", backup)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is restored" in done.stdout
    titles = place.run("from resources.models import Resource; print(sorted(r.title for r in Resource.objects.all()))")
    assert titles.strip() == "['Also kept', 'Kept']"


@pytest.mark.slow
def test_a_folder_that_is_not_there_yet_is_made(backup, new_place):
    place = new_place()
    shutil.rmtree(place.folder)
    done = place.manage("restore", backup)
    assert done.returncode == 0, done.stderr
    assert not place.is_empty()


def test_a_place_that_holds_something_is_refused(backup, small, new_place):
    done = small.manage("restore", backup)
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    place = new_place()
    (place.folder / "documents").mkdir()
    (place.folder / "documents" / "mine.pdf").write_text("mine")
    done = place.manage("restore", backup)
    assert (done.returncode, "There are documents" in done.stderr) == (1, True)
    assert (place.folder / "documents" / "mine.pdf").read_text() == "mine"


@pytest.mark.parametrize("name", ["tables/resources_resource.jsonl.gz", "documents", "manifest.json"])
def test_a_changed_byte_is_found(copy, name):
    path = copy / name
    path = next(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else path
    spoiled = bytearray(path.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    path.write_bytes(spoiled)
    assert "is damaged" in found_wrong(copy)


@pytest.mark.parametrize("name", ["tables/auth_user.jsonl.gz", "documents", "manifest.json", "manifest.json.sha256"])
def test_a_missing_file_is_found(copy, name):
    path = copy / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    told = found_wrong(copy)
    assert "is damaged" in told or "is no whole backup" in told


def test_a_newer_format_is_refused(copy):
    change(copy, lambda manifest: manifest.update(format=2, library_version="9.0"))
    assert "version 9.0 of the library, in a newer format" in found_wrong(copy)


def test_unknown_migrations_are_refused(copy):
    change(copy, lambda manifest: manifest["migrations"]["resources"].append("0099_of_tomorrow"))
    assert "resources.0099_of_tomorrow" in found_wrong(copy)


def test_a_name_that_leads_out_of_the_folder_is_refused(copy):
    facts = {"bytes": 1, "sha256": "0"}
    change(copy, lambda manifest: manifest["files"].update({"documents/../../../etc/passwd": facts}))
    assert "is no backup of ours" in found_wrong(copy)


@pytest.mark.slow
def test_rows_that_do_not_fit_leave_the_place_untouched(copy, empty):
    change_table(copy, "resources_author", [[1, 424_242, 1, "Peel", "Robert", ""]])
    change(copy, lambda manifest: manifest["tables"]["resources_author"].update(rows=1))
    assert "do not fit together" in refused(empty, copy)


def test_a_damaged_backup_is_refused_before_anything_is_written(copy, empty):
    path = copy / "tables" / "resources_resource.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-1])
    assert "tables/resources_resource.jsonl.gz is not as it was written" in refused(empty, copy)


@pytest.mark.slow
def test_a_row_too_few_leaves_the_place_untouched(copy, empty):
    change(copy, lambda manifest: manifest["tables"]["resources_resource"].update(rows=3))
    assert "has 2 rows, but 3 were kept" in refused(empty, copy)


def test_a_folder_that_is_no_backup_is_found_wrong(shelf):
    assert "is no whole backup" in found_wrong(shelf)


@pytest.mark.slow
def test_an_older_backup_is_brought_up_to_date(new_place, shelf):
    """Made by the release whose last migration of the catalogue was 0007: two tables and their rows came later."""
    library, place = new_place(), new_place()
    assert library.manage("migrate", "resources", "0007", "-v0").returncode == 0
    assert library.manage("migrate", "pillars", "0006", "-v0").returncode == 0
    library.run(OLD_RELEASE.format(folder=shelf))
    done = place.manage("restore", shelf)
    assert (done.returncode, done.stderr) == (0, "")
    code = (
        "from pillars.models import Plan\n"
        "from resources.models import PreviewLink, Resource, SearchText\n"
        "from django.core.management import call_command\n"
        "from django.core.signing import Signer\n"
        "call_command('migrate', check_unapplied=True)\n"
        "found = Resource.objects.get()\n"
        "link = PreviewLink.objects.for_token(Signer(salt='resources.preview').sign(1))\n"
        "assert link.get_absolute_url() == PreviewLink.objects.get().get_absolute_url()\n"
        "print(found.title, found.items.count(), found.tags.count(), Plan.objects.get().email == '', "
        "SearchText.objects.count())"
    )
    assert place.run(code).strip().splitlines()[-1] == "An old record 0 1 True 1"


# The tables of that release by its own models, written out as it would have written them.
OLD_RELEASE = """
from pathlib import Path
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from icpr.backups import disk, manifest, rows
loader = MigrationExecutor(connection).loader
applied = set(loader.applied_migrations) & loader.graph.nodes.keys()
last = [node for node in applied if applied.isdisjoint(child.key for child in loader.graph.node_map[node].children)]
old = loader.project_state(last).apps
old.get_model("resources.Catalogue").objects.get_or_create(pk=1)
record = old.get_model("resources.Resource").objects.create(
    number=7, slug="old", title="An old record", sort_title="an old record", kind="report")
for name in ("force", "force."):  # joined by 0011, so that rows change between two changes of their table
    tag = old.get_model("resources.Tag").objects.create(name=name, slug=f"tag-{{len(name)}}")
    old.get_model("resources.TaggedResource").objects.create(tag=tag, content_object=record)
old.get_model("pillars.Plan").objects.create(edit_hash="a" * 64)
old.get_model("resources.PreviewLink").objects.create(resource=record)
folder = Path("{folder}")
(folder / "tables").mkdir()
tables, files, migrations = dict(), dict(), dict()
for model in rows.kept_models(old):
    table = model._meta.db_table
    name = f"tables/{{table}}.jsonl.gz"
    count, _ = rows.write(model, folder / name)
    tables[table] = dict(rows=count, last_key=0, columns=[field.attname for field in rows.fields_of(model)])
    files[name] = disk.facts(folder / name)
for app, name in applied:
    migrations.setdefault(app, []).append(name)
facts = dict(format=1, library_version="0.0.9", begun_at="2025-01-01T00:00:00+00:00", missing_documents=[])
facts |= dict(secret_key_fingerprint=manifest.secret_fingerprint(), tables=tables, files=files, migrations=migrations)
manifest.write(folder, facts)
"""


def killed_while(place, folder, seen) -> None:
    """Restore, and kill it without mercy once `seen()` says so."""
    process = subprocess.Popen([sys.executable, "manage.py", "restore", str(folder)], cwd=ROOT, env=place.env)
    while not seen():
        assert process.poll() is None, "the restore ended before it could be killed"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.fixture
def killed(backup, new_place):
    place = new_place()
    killed_while(place, backup, (place.folder / "restore-unfinished").exists)
    return place


@pytest.mark.slow
def test_killed_half_way_it_is_marked_unusable(killed, backup, shelf):
    """Every way in says in one line what to do; emptied as it says, the place takes the backup."""
    killed.env["PORT"] = str(free_port())
    for arguments in (["serve"], ["restore", backup], ["backup", shelf]):
        done = killed.manage(*arguments)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Empty it and restore again" in done.stderr
    assert killed.tables() == []  # rows and tables come in one transaction
    shutil.rmtree(killed.folder / "documents", ignore_errors=True)
    (killed.folder / "restore-unfinished").unlink()
    assert killed.manage("restore", backup).returncode == 0


@pytest.mark.slow
def test_another_secret_is_told(backup, new_place):
    place = new_place()
    place.env["SECRET_KEY"] = "another secret, with as many characters as it takes"
    done = place.manage("restore", backup)
    assert done.returncode == 0
    assert "SECRET_KEY is not the one" in done.stderr
