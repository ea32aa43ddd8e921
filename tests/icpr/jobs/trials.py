"""Three hundred jobs that have an effect each, and what came of them. Imported where Django is set up."""

import random
import time

from django.core.management import call_command
from django.db import connection

from icpr.jobs.execution import make_due
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS, job

NUMBER, LEASE = 300, 2


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


def names() -> list[str]:
    return [f"trial-{number:03}" for number in range(NUMBER)]


def declare() -> None:
    """No job but these, in this process."""
    JOBS.clear()
    for name in names():
        job(name, lease=LEASE)(work)


def prepare(*app: str) -> None:
    call_command("migrate", *app, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effects (name varchar(60) NOT NULL)")


def make_all_due() -> None:
    for name in names():
        make_due(name)


def left() -> int:
    try:
        return NUMBER - Job.objects.filter(finished_at__isnull=False, name__startswith="trial-").count()
    finally:
        connection.close()


def outcome() -> dict:
    """How often each had its effect, how many are left, how often they were begun, and by how many processes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, count(*) FROM effects GROUP BY name")
        effects = dict(cursor.fetchall())
    rows = Job.objects.filter(name__startswith="trial-")
    told = {"claims": sum(rows.values_list("fence", flat=True)), "holders": rows.values("holder").distinct().count()}
    return told | {"effects": effects, "left": left()}
