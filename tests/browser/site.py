"""The real site for the browser suite: the opening catalogue, collected static files, the server, a mail server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.icpr.outbox.sinks import Sink, listening
from tests.server import ROOT, environment, free_port, python, serving

EXTRAS_FILE = "extras.json"
GIVEN = "BROWSER_SITE"  # a running site for the suite, as JSON
STAFF = {"username": "editor", "password": "a-password-for-this-test-only"}
OTHERS = ("app", "passkey", "keyboard", "pages")  # for the tests of signing in, each with the same password

# What the opening catalogue has no example of: a draft with a preview, a withdrawn record, what a reader told, a staff
# account.
EXTRAS = """
import json
from django.contrib.auth import get_user_model
from icpr.lib import tokens
from resources.feedback.models import Feedback
from resources.models import AddressReport, PreviewLink, Resource
from tests.addresses import lay_follower
lay_follower()
withdrawn = Resource.objects.published().filter(kind="report").latest("number")
withdrawn.withdraw("The publisher took it back.")
draft = Resource.objects.create(title="A draft nobody may see", kind="guide", annotation="Still being written.")
preview = PreviewLink.objects.create(resource=draft)
get_user_model().objects.create_superuser(**STAFF)
for name in OTHERS:
    get_user_model().objects.create_superuser(**STAFF | {"username": name})
record = Resource.objects.get(number=1)
report = {"sort": "broken", "proposed": "https://www.example.org/" + "long/" * 20, "reported": record.official_url}
AddressReport.objects.create(resource=record, token_hash=tokens.hash_of("t" * 43), **report)
suggested = {"kind": "suggestion", "title": "A long title " * 9, "address": report["proposed"], "words": "Short."}
Feedback.objects.create(token_hash=tokens.hash_of("t" * 43), **suggested)
print(json.dumps({"withdrawn": withdrawn.get_absolute_url(), "preview": preview.get_absolute_url()}))
"""


@dataclass(frozen=True)
class Site:
    """A running site. `url` has no slash at its end; `withdrawn` and `preview` are paths of such pages. mail: the
    server that takes all mail of the site, if one is there. env: the environment of the site, for commands."""

    url: str
    mail: Sink | None
    env: dict[str, str]
    withdrawn: str
    preview: str


def prepare(folder: Path) -> None:
    """Make what a site keeps in its folder: database, static files, the extras. Takes half a minute."""
    env = environment(folder)
    for command in (["migrate"], ["load_opening_catalogue"], ["collectstatic", "--no-input"]):
        subprocess.run([sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=env, check=True)
    (folder / EXTRAS_FILE).write_text(json.dumps(extras(env)))


@contextmanager
def started(folder: Path) -> Iterator[Site]:
    """The site as `make run` serves it, with the extras and a mail server, from a folder that is prepared unless it was
    before; or one that runs already, when the environment gives one."""
    if given := os.environ.get(GIVEN):
        yield Site(**json.loads(given))
        return
    if not (folder / EXTRAS_FILE).exists():
        prepare(folder)
    port = free_port()
    with listening(Sink()) as server:
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "EMAIL_TLS": "off"}
        env = environment(folder, HOST="127.0.0.1", PORT=str(port), **mail)
        with serving(["manage.py", "serve"], env, port) as url:
            yield Site(url, server.handler, env, **json.loads((folder / EXTRAS_FILE).read_text()))


def extras(env: dict[str, str]) -> dict[str, str]:
    """Lay the extras into a site, once. Returns the paths that `Site` wants."""
    made = python(f"STAFF, OTHERS = {STAFF!r}, {OTHERS!r}\n{EXTRAS}", env)
    return json.loads(made.splitlines()[-1])
