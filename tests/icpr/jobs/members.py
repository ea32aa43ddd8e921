"""Two servers and two `manage.py work` of one database, of which one each is killed in the midst of its jobs.

Run as `python -m tests.icpr.jobs.members` in the environment of an empty database. Prints what was done, as JSON. With
`serve` and a port, or `work`, it is one of the four.
"""

import json
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import django
from django.conf import settings

settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
django.setup()

from django.core.management import execute_from_command_line  # noqa: E402

from icpr.jobs import runner  # noqa: E402
from icpr.server.__main__ import main as serve  # noqa: E402
from tests.icpr.jobs import trials  # noqa: E402
from tests.server import free_port  # noqa: E402

WITHIN = 60  # seconds


def be(member: str, *port: str) -> None:
    trials.declare()
    runner.LOOK_EVERY = 0.3  # nobody wakes them
    if member == "work":
        execute_from_command_line(["manage.py", "work"])
    else:
        settings.PORT = int(port[0])
        serve()


def start(*member: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "tests.icpr.jobs.members", *member], stdout=subprocess.PIPE)


@contextmanager
def four():
    """Two servers and two workers, all of them at work."""
    ports = [str(free_port()) for _ in range(2)]
    processes = [*(start("serve", port) for port in ports), start("work"), start("work")]
    try:
        for process in processes[2:]:
            process.stdout.readline()  # says that it has begun
        for port in ports:
            wait_for(int(port))
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def wait_for(port: int) -> None:
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


def main() -> dict:
    trials.prepare()
    trials.declare()
    with four() as processes:
        trials.make_all_due()
        until, doomed = time.monotonic() + WITHIN, [processes[0], processes[2]]
        while (left := trials.left()) and time.monotonic() < until:
            if doomed and left < trials.NUMBER * 0.3 * (len(doomed) + 0.5):
                doomed.pop(random.randrange(len(doomed))).kill()
            time.sleep(random.uniform(0, 0.2))
        living = [processes[1], processes[3]]
        for process in living:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(15) for process in living]
    return trials.outcome() | {"spared": len(doomed), "codes": codes}


if __name__ == "__main__":
    if sys.argv[1:]:
        be(*sys.argv[1:])
    else:
        print(json.dumps(main()))
