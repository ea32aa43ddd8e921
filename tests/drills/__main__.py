"""Drills a library and prints what readers saw: `python -m tests.drills [--minutes 30] [--write] [name …]`."""

import argparse
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from tests.disks import mounted
from tests.drills import clocks, drills, releases
from tests.drills.library import library
from tests.server import ROOT

SERVICE = ROOT / "docs" / "service.md"
BEGIN, END = "<!-- drills -->\n", "<!-- end of drills -->\n"
SMALL_DISK = "size=160m"
SETTINGS = {drills.cached: {"BEHIND_PROXY": "1"}}


def main() -> None:
    names = {drill.__name__: drill for drill in drills.DRILLS}
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"all unless told: {', '.join(names)}")
    parser.add_argument("--minutes", type=float, default=30, help="that the soak lasts (default: 30)")
    parser.add_argument("--write", action="store_true", help=f"also write the figures to docs/{SERVICE.name}")
    options = parser.parse_args()
    if wrong := set(options.names) - set(names):
        parser.error(f"There is no drill {', '.join(sorted(wrong))}. Choose from {', '.join(names)}.")
    rows = {}
    for name in options.names or names:
        if names[name] in drills.ON_A_CLOCK and not clocks.SHARED_OBJECT:
            print(f"{name} is left out: it needs libfaketime (Debian: apt-get install libfaketime).", flush=True)
            continue
        rows[name] = _row(names[name], options.minutes)
        print(rows[name], flush=True)
    if options.write:
        _write(rows)


def _row(drill: Callable, minutes: float) -> str:
    """A line of the table: what was done, and what was seen."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="icpr-drill-")))
        engine = "sqlite" if drill in drills.ON_SQLITE else "many" if drill in drills.ON_MANY else "postgresql"
        if drill is drills.disk_full:
            stack.enter_context(mounted(folder / "var", SMALL_DISK))
        if drill in drills.ON_A_CLOCK:
            stack.enter_context(clocks.shown_to_all(folder))
        if drill is drills.two_releases:
            releases.unpack(folder / "released")
        root = folder / "released" if drill is drills.two_releases else ROOT
        found = stack.enter_context(library(folder, engine, root=root, **SETTINGS.get(drill, {})))
        return f"| `{drill.__name__}`: {' '.join(drill.__doc__.split())} | {drill(found, minutes)} |"


def _write(rows: dict[str, str]) -> None:
    """Put lines into the table of docs/service.md, in the place of those of the same drills."""
    before, _, rest = SERVICE.read_text().partition(BEGIN)
    old, _, after = rest.partition(END)
    kept = {name: line for line in old.splitlines() if (name := (re.match(r"\| `(\w+)`", line) or [None, None])[1])}
    lines = [f"The last run of each, the latest on {date.today():%-d %B %Y}.", "", "| drill | seen |", "|---|---|"]
    found = kept | rows
    lines += [found[drill.__name__] for drill in drills.DRILLS if drill.__name__ in found]
    SERVICE.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after)


if __name__ == "__main__":
    main()
