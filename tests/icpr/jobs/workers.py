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

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402

from icpr.jobs.execution import make_due, perform_due  # noqa: E402
from icpr.jobs.models import Job  # noqa: E402
from icpr.jobs.registry import JOBS, job  # noqa: E402

NUMBER, WORKERS, LEASE = 300, 3, 2
WITHIN = 50  # seconds


def work(lease) -> str:
    """Takes a while without any lock, then has its effect together with its completion."""
    time.sleep(random.uniform(0, 0.12))
    lease.beat()
    with lease.fenced():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO effects (name) VALUES (%s)", [lease.job.name])
        time.sleep(random.uniform(0, 0.01))
        lease.complete("done")
    time.sleep(random.uniform(0, 0.02))
    return "done"


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


def left() -> int:
    try:
        return NUMBER - Job.objects.filter(finished_at__isnull=False).count()
    finally:
        connection.close()


def main() -> dict:
    call_command("migrate", "jobs", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effects (name varchar(60) NOT NULL)")
    JOBS.clear()
    for number in range(NUMBER):
        job(f"trial-{number:03}", lease=LEASE)(work)
        make_due(f"trial-{number:03}")
    connection.close()
    workers, told = [fork() for _ in range(WORKERS)], {"killed": 0, "held up": 0}
    until = time.monotonic() + WITHIN
    while left() and time.monotonic() < until:
        time.sleep(random.uniform(0.1, 0.3))
        place = random.randrange(WORKERS)
        if random.random() < 0.2 and told["held up"] < 4:
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, count(*) FROM effects GROUP BY name")
        told["effects"] = dict(cursor.fetchall())
    claims = sum(Job.objects.values_list("fence", flat=True))
    return told | {"left": left(), "claims": claims}


if __name__ == "__main__":
    print(json.dumps(main()))
