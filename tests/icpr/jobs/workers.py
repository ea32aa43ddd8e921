"""Three workers of one database, of which one is killed or held up again and again until all jobs are done.

Run as `python -m tests.icpr.jobs.workers` in the environment of an empty database. Prints what was done, as JSON.
"""

import json
import os
import random
import signal
import time

import django
from django.conf import settings

settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)  # its threads would not survive a fork
django.setup()

from django.db import OperationalError, connection  # noqa: E402

from icpr.jobs.execution import perform_due  # noqa: E402
from tests.icpr.jobs import trials  # noqa: E402
from tests.icpr.jobs.trials import LEASE  # noqa: E402

WORKERS = 3
WITHIN = 50  # seconds
KILLS_BETWEEN = 5  # and then one is held up: held up more often, all would be done before ten were killed


def run_worker() -> None:
    while True:
        try:
            for _ in perform_due():
                pass
        except OperationalError:  # one who was held up held the lock of the database
            connection.close()
        time.sleep(0.05)


def fork() -> int:
    pid = os.fork()
    if pid == 0:
        random.seed()
        try:
            run_worker()
        finally:
            os._exit(1)
    return pid


def end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def main() -> dict:
    trials.prepare("jobs")
    trials.declare()
    trials.make_all_due()
    connection.close()
    workers, told = [fork() for _ in range(WORKERS)], {"killed": 0, "held up": 0}
    until = time.monotonic() + WITHIN
    while trials.left() and time.monotonic() < until:
        time.sleep(random.uniform(0.1, 0.3))
        place = random.randrange(WORKERS)
        if told["killed"] >= KILLS_BETWEEN * (told["held up"] + 1) and told["held up"] < 4:
            os.kill(workers[place], signal.SIGSTOP)
            time.sleep(LEASE + 0.5)  # until it counts as dead
            os.kill(workers[place], signal.SIGCONT)
            told["held up"] += 1
        else:
            end(workers[place])
            workers[place] = fork()
            told["killed"] += 1
    for pid in workers:
        end(pid)
    return told | trials.outcome()


if __name__ == "__main__":
    print(json.dumps(main()))
