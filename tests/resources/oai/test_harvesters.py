"""Two harvesters that others wrote, against a real server, while another process changes the library."""

import json
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator

import pytest
from django.db import connection
from oaipmh_scythe import HTTPConfig, Scythe

from tests.postgresql import ScratchServer
from tests.server import ROOT, environment, free_port, python, serving

with warnings.catch_warnings():  # it is of a time when Python took any backslash
    warnings.simplefilter("ignore")
    from sickle import Sickle

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from resources.models import Resource
from tests.factories import make_many, make_pillar
many = make_many(150, kind="report")
pillar = make_pillar(name="Policy")
pillar.resources.set(many[:120])
"""
# Runs what it is told, line by line, and answers each with what it evaluates to.
EDITOR = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from pillars.models import Pillar
from resources.models import Resource
from tests.factories import make_resource
def find(number):
    return Resource.objects.get(number=number)
def public():
    return {record.number: record.title for record in Resource.objects.published()}
for line in sys.stdin:
    given = {}
    exec(json.loads(line), globals(), given)
    print(json.dumps(given.get("answer")), flush=True)
"""
CHANGES = """
make_resource(title="New", pillars=[Pillar.objects.get()])
make_resource(title="Soon", publish_at=timezone.now() + timedelta(seconds=1))
for number in (1, 150):
    edited = find(number); edited.title = f"Edited {number}"; edited.slug = f"renamed-{number}"; edited.save()
for number in (2, 149):
    find(number).withdraw("It was wrong.")
for number in (3, 148):
    find(number).delete()
for number in (4, 147):
    ends = find(number); ends.expire_at = timezone.now() + timedelta(seconds=1); ends.save()
"""


@pytest.fixture(scope="module")
def database_url(tmp_path_factory) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('harvested') / 'library.sqlite3'}"
        return
    with ScratchServer() as server:
        yield server.url


class Editor:
    """Somebody who changes the library from a process of their own."""

    def __init__(self, env: dict[str, str]):
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", EDITOR]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def do(self, code: str):
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def public(self) -> dict[int, str]:
        return {int(number): title for number, title in self.do("answer = public()").items()}

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture
def library(database_url, tmp_path):
    """The address for harvesters, and an editor; a library of 150 records of its own."""
    port = free_port()
    env = environment(tmp_path / "var", DATABASE_URL=database_url, PORT=str(port), WORKERS="1")
    python(PREPARE, env)
    with serving(["-m", "icpr.server"], env, port) as url:
        editor = Editor(env)
        yield f"{url}/oai", editor
        editor.close()


class Held:
    """What a harvester has: the titles of what is there by number."""

    def __init__(self):
        self.titles: dict[int, str] = {}
        self.date = ""

    def take(self, records, title_of, during=lambda: None) -> list[int]:
        seen = []
        for record in records:
            number = int(record.header.identifier[-6:])
            seen.append(number)
            if record.header.deleted:
                self.titles.pop(number, None)
            else:
                self.titles[number] = title_of(record)
            if len(seen) == 50:
                during()
        return seen


def test_works(library):
    address, editor = library
    sickle, scythe = Sickle(address), Scythe(address, http_config=HTTPConfig(http_method="POST"))
    with scythe:
        assert sickle.Identify().granularity == scythe.identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
        assert {each.setSpec for each in sickle.ListSets()} == {each.setSpec for each in scythe.list_sets()}
        by_get, by_post = Held(), Held()
        # The first harvest, whole, while the library changes under it
        listed = sickle.ListRecords(metadataPrefix="oai_dc")
        began = listed.oai_response.xml.findtext("{*}responseDate")
        seen = by_get.take(listed, lambda record: record.metadata["title"][0], lambda: editor.do(CHANGES))
        assert len(seen) == len(set(seen))
        seen = by_post.take(scythe.list_records(metadata_prefix="mods"), title_in_mods)
        assert len(seen) == len(set(seen))
        time.sleep(1.5)  # what was to appear or to go has done so
        # What has changed since
        more = sickle.ListRecords(**{"metadataPrefix": "oai_dc", "from": began})
        by_get.take(more, lambda record: record.metadata["title"][0])
        by_post.take(scythe.list_records(from_=began, metadata_prefix="mods"), title_in_mods)
        assert by_get.titles == by_post.titles == editor.public()
        assert {"New", "Soon", "Edited 1", "Edited 150"} <= set(by_get.titles.values())
        # One set, and one record
        found = [header.identifier for header in scythe.list_identifiers(set_="pillar:policy", ignore_deleted=True)]
        assert len(found) == len(set(found)) == editor.do("answer = Pillar.objects.get().resources.published().count()")
        gone = sickle.GetRecord(metadataPrefix="oai_dc", identifier=found[0].replace(found[0][-6:], "000002"))
        assert gone.deleted


def title_in_mods(record) -> str:
    return record.xml.findtext(".//{http://www.loc.gov/mods/v3}titleInfo/{http://www.loc.gov/mods/v3}title")
