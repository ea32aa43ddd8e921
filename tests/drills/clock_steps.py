"""The clock of a whole library set two hours ahead, and then one back, while people read, write and are signed in."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from tests.drills import letters
from tests.drills.clocks import Clock
from tests.drills.editor import Editor
from tests.drills.keeper import Keeper, Planner
from tests.drills.library import Library
from tests.drills.readers import Readers, seen
from tests.server import python

HOUR = 3_600
READERS = 20
# What becomes public or ends in so many seconds, and whether it is shown: at first, 2 h ahead, and 1 h ahead.
TIMED = {
    "begins after 30 min": ({"publish_at": 1_800}, (False, True, True)),
    "begins after 90 min": ({"publish_at": 5_400}, (False, True, False)),
    "ends after 30 min": ({"expire_at": 1_800}, (True, False, False)),
    "ends after 90 min": ({"expire_at": 5_400}, (True, False, True)),
}
WORD = "clockwork"
LAY = f"""
import json
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_resource
at, made = timezone.now(), {{}}
for name, fields in json.loads(FIELDS).items():
    moments = {{field: at + timedelta(seconds=seconds) for field, seconds in fields.items()}}
    made[name] = make_resource(title="{WORD} " + name, **moments).get_absolute_url()
print(json.dumps(made))
"""
DEAD = """
from datetime import timedelta
from django.db.models import F
from django.db.models.functions import Now
from icpr.jobs.models import Job
Job.objects.filter(name="renew-words").update(
    due_at=None, lease_until=Now() + timedelta(seconds=60), heartbeat_at=Now(), fence=F("fence") + 1, holder="dead 1")
"""
JOBS = """
import json
from icpr.jobs.models import Job
print(json.dumps({job.name: [job.fence, job.failure] for job in Job.objects.all()}))
"""
EACH_MINUTE = ("send-mail", "renew-words", "read-documents")
PATIENCE = 240.0  # seconds in which each of them is done again: twice a minute, and what the machine is busy with
SOON = 60.0  # seconds in which readers see what the clock changed


def steps(library: Library) -> str:
    """What readers and staff saw. Raises SystemExit for what is wrong."""
    clock = Clock(library.folder / "clock")
    fields = json.dumps({name: moments for name, (moments, _) in TIMED.items()})
    pages = json.loads(python(f"FIELDS = {fields!r}\n{LAY}", library.env).splitlines()[-1])
    told, to = [], []
    keepers = Keeper(library.addresses, library.numbers), Planner(library.addresses, library.items())
    with (
        Readers(library.addresses, library.pages, READERS) as readers,
        keepers[0],
        keepers[1],
        Editor(library.addresses, library.env) as editor,
    ):
        for turn, ahead in enumerate((0, 2 * HOUR, HOUR)):
            if ahead:
                to += letters.put(library, f"before-{ahead}", 5)
                python(DEAD, library.env)
            before = _jobs(library)
            began = time.monotonic()
            clock.set(ahead)
            shown = _await(lambda turn=turn: _wrong(library, pages, turn), SOON) - began
            if not ahead:
                continue
            to += letters.put(library, f"after-{ahead}", 5)
            saved = editor.saved
            done = _await(lambda before=before: _not_done(before, _jobs(library)), PATIENCE) - began
            letters.await_each_once(library, to)
            sent = time.monotonic() - began
            _await(lambda saved=saved: "" if editor.saved > saved else f"no record can be saved: {editor.refused}", 60)
            told.append(
                f"{'2 h ahead' if turn == 1 else 'then 1 h back'}: what begins and ends is shown rightly to who asks "
                f"after {shown:.1f} s, jobs of each minute, also of a worker that died, are done after {done:.0f} s, "
                f"all letters sent after {sent:.0f} s"
            )
    letters.await_each_once(library, to)
    if editor.refused:
        raise SystemExit(f"A record was not saved. {editor.refused}")
    if lost := [each for keeper in keepers for each in keeper.lost()]:
        raise SystemExit(f"These are lost: {', '.join(lost)}")
    saved = sum(keeper.saved() for keeper in keepers)
    return (
        f"{'; '.join(told)}; {len(to)} letters, each once; {saved} forms saved, none lost; {editor.saved} records "
        f"changed in one session; {seen(readers.answers)}"
    )


def _wrong(library: Library, pages: dict[str, str], turn: int) -> str:
    """Which of the timed records is shown and should not, or should and is not, on a page of its own, in a list and to
    programs; "" when all is right."""
    for site in library.addresses:
        found = [re.sub("</?mark>", "", _asked(f"{site}/resources{form}?q={WORD}")[1]) for form in ("/", ".json")]
        for name, (_, shown) in TIMED.items():
            code, _ = _asked(site + pages[name])
            seen_at = [code == 200, *(f"{WORD} {name}" in page for page in found)]
            if seen_at != [shown[turn]] * len(seen_at):
                return f"“{name}” at {site}: {seen_at} and not {shown[turn]}"
    return ""


def _asked(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=90) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _jobs(library: Library) -> dict:
    return json.loads(python(JOBS, library.env).splitlines()[-1])


def _not_done(before: dict, now: dict) -> str:
    """Which of the jobs of each minute were not done since, or failed."""
    if failed := [name for name, (_, failure) in now.items() if failure]:
        raise SystemExit(f"Jobs failed: {failed}")
    waiting = [name for name in EACH_MINUTE if now[name][0] <= before[name][0]]
    return f"not done: {', '.join(waiting)}" if waiting else ""


def _await(wrong: Callable[[], str], within: float) -> float:
    """Returns when it was asked for the first time with the answer that nothing is wrong, by the monotonic clock.
    Raises SystemExit with what still is wrong."""
    began = asked = time.monotonic()
    while said := wrong():
        if time.monotonic() - began > within:
            raise SystemExit(f"After {within:.0f} s: {said}")
        time.sleep(0.3)
        asked = time.monotonic()
    return asked
