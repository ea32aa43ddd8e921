"""Letters that are put into a library's outbox, and whether each came once."""

import time
from collections import Counter
from pathlib import Path

from tests.drills.library import Library
from tests.server import ROOT, python

PUT = """
from icpr.outbox.queue import Letter, put
put(Letter(f"drill:{to.partition(chr(64))[0]}", to, "A drill", "Nothing to do.", purpose="drill") for to in TO)
"""
PATIENCE = 240.0  # seconds: a look for letters each minute, and what a worker that died had for three more


def put(library: Library, name: str, number: int, root: Path = ROOT) -> list[str]:
    """Put so many letters, by the code in a folder. Returns to whom."""
    to = [f"{name}-{each}@example.org" for each in range(number)]
    python(f"TO = {to!r}\n{PUT}", library.env, root)
    return to


def await_each_once(library: Library, to: list[str]) -> float:
    """Returns after how many seconds all came. Raises SystemExit for one that did not come, or came twice."""
    began = time.monotonic()
    while missing := set(to) - set(library.mail.recipients):
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"These letters did not come within {PATIENCE:.0f} s: {', '.join(sorted(missing))}")
        time.sleep(0.2)
    if twice := [who for who, times in Counter(library.mail.recipients).items() if times > 1]:
        raise SystemExit(f"These letters came more than once: {', '.join(sorted(twice))}")
    return time.monotonic() - began
