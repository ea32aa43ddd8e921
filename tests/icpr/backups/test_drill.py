"""A restore drill: a whole library is backed up while it is written to, and restored in another place."""

import json
import re
import subprocess
import sys
import urllib.request
from urllib.error import HTTPError

import pytest

from tests.server import ROOT, free_port, serving

pytestmark = pytest.mark.slow

WRITER = [sys.executable, "-m", "tests.icpr.backups.everything"]
FILLED = {
    *("auth_user", "auth_user_groups", "auth_group_permissions", "reversion_version", "reversion_revision"),
    *("pillars_plan", "pillars_entry", "pillars_change", "pillars_finding", "pillars_item_practices"),
    *("resources_bestbet", "resources_document", "resources_documentpage", "resources_formerslug", "resources_author"),
    *("resources_previewlink", "resources_searchcount", "resources_synonymgroup", "resources_taggedresource"),
}
CHANGING = {"resources_catalogue"}  # the version is random, and the writer takes numbers


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(Stay)


def ask(url: str) -> tuple[int, str, bytes]:
    """The status, where it leads, and the body without what is new in every answer."""
    try:
        answer = OPENER.open(url, timeout=30)
    except HTTPError as error:
        answer = error
    body = re.sub(rb'(name="nonce" value)="[^"]+"', rb"\1", answer.read())
    return answer.status, answer.headers.get("Location", ""), body


def pages(place, addresses: list[str], port: int) -> dict:
    with serving(["manage.py", "serve"], place.env | {"PORT": str(port)}, port) as url:
        return {address: ask(url + address) for address in addresses}


def do(place, deed: str) -> dict:
    done = subprocess.run([*WRITER, deed], cwd=ROOT, env=place.env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def drill(new_place, tmp_path_factory):
    """What was there before, the pages as they were, and the restored place with its rows and pages."""
    port, library, restored = free_port(), new_place(), new_place()
    assert library.manage("migrate", "-v0").returncode == 0
    facts = do(library, "fill")
    before = do(library, "rows")
    shown = pages(library, facts["addresses"], port)
    writer = subprocess.Popen([*WRITER, "write"], cwd=ROOT, env=library.env, stdout=subprocess.PIPE, text=True)
    try:
        for _ in range(3):
            assert writer.stdout.readline()
        backup = library.backup(tmp_path_factory.mktemp("backups"))
        went_on = [writer.stdout.readline() for _ in range(3)]
    finally:
        writer.kill()
        writer.communicate()
    assert all(went_on)
    done = restored.manage("restore", backup)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return {
        "facts": facts,
        "before": before,
        "after": do(restored, "rows"),
        "shown": shown,
        "shown_again": pages(restored, facts["addresses"], port),
        "place": restored,
        "manifest": json.loads((backup / "manifest.json").read_text()),
    }


def test_works_row_by_row(drill):
    """All that was there is there, in every table, and what came meanwhile came whole."""
    assert set(drill["after"]) == set(drill["before"])
    assert {name for name, rows in drill["before"].items() if rows} >= FILLED
    for table in drill["before"].keys() - CHANGING:
        lost = {key: row for key, row in drill["before"][table].items() if drill["after"][table].get(key) != row}
        assert lost == {}, table


def test_what_was_written_meanwhile_came_whole(drill):
    first, second = (
        {title.split()[1] for title in written(drill) if title.endswith(end)} for end in ("first", "second")
    )
    assert first
    assert first == second


def written(drill) -> list[str]:
    """The titles of the writer's records that are in the backup."""
    titles = [row["title"] for row in drill["after"]["resources_resource"].values()]
    return [title for title in titles if title.startswith("Pair ")]


def test_every_document_has_its_file(drill):
    code = (
        "from resources.models import Document\n"
        "held = [d for d in Document.objects.exclude(file='')]\n"
        "assert len(held) > 4\n"
        "print([d.pk for d in held if not d.file.storage.exists(d.file.name) or d.file.read()[:8] != b'%PDF-1.4'])"
    )
    assert drill["place"].run(code).strip() == "[]"
    assert drill["manifest"]["missing_documents"] == []


def test_every_page_is_the_same(drill):
    assert {status for status, _, _ in drill["shown"].values()} == {200, 301, 302, 410}
    for address, page in drill["shown"].items():
        assert drill["shown_again"][address] == page, address


def test_search_finds_a_record_and_a_page_of_a_document(drill):
    for address in ("/resources/?q=kept", "/resources/?q=zanthoxylum"):
        assert b"Kept and restored again" in re.sub(rb"</?mark>", b"", drill["shown_again"][address][2])


def test_numbers_and_keys_go_on(drill):
    facts = drill["facts"]
    code = (
        "from tests.factories import make_document, make_resource\n"
        "from resources.models import Resource\n"
        "made = make_resource()\n"
        "print(made.number, make_document(resource=made).pk)"
    )
    number, key = map(int, drill["place"].run(code).split())
    came = len(written(drill))
    assert number == facts["last_number"] + came + 1
    assert key > facts["lost_key"] + came


def test_history_goes_back(drill):
    facts = drill["facts"]
    code = (
        "from django.contrib.auth import get_user_model\n"
        "from resources.curation import history\n"
        "from resources.models import Resource\n"
        f"user = get_user_model().objects.get(pk={facts['user']})\n"
        f"record = Resource.objects.get(pk={facts['record']})\n"
        "versions = list(history.versions_of(record.pk))\n"
        "back, missing = history.restore(versions[-1], user=user, comment='Back', may_publish=True)\n"
        "print(len(versions), back.title, [str(tag) for tag in back.tags.all()], missing)"
    )
    assert drill["place"].run(code).strip().startswith("2 Kept and restored ’ ñ ['keeping'] []")


def test_signs_in_with_the_same_password(drill):
    code = (
        "from django.contrib.auth import authenticate\n"
        "user = authenticate(None, username='editor', password='a-password-for-this-test-only')\n"
        "print(user.is_superuser, [group.name for group in user.groups.all()])"
    )
    assert drill["place"].run(code).strip() == "True ['Publishers']"
