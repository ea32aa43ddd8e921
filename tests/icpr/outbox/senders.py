"""Two senders of one outbox at once, one of which is killed or held up again and again, fifty times in all.

Run as `python -m tests.icpr.outbox.senders` in the environment of an empty database and of a mail server. Prints what
became of each letter, as JSON.
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

from icpr.lib.logs.outages import Outage  # noqa: E402
from icpr.outbox import claims, queue  # noqa: E402
from icpr.outbox.models import Message  # noqa: E402
from icpr.outbox.sending import send_due  # noqa: E402

NUMBER, KILLS, SENDERS = 500, 50, 2
WITHIN = 90  # seconds
claims.LEASE = 1
OPEN = (Message.State.WAITING, Message.State.SENDING)


def run_sender() -> None:
    while True:
        try:
            send_due()
        except (OperationalError, Outage):  # one who was held up held the lock of the database
            connection.close()
        time.sleep(0.02)


def fork() -> int:
    pid = os.fork()
    if pid == 0:
        random.seed()
        try:
            run_sender()
        finally:
            os._exit(1)
    return pid


def end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def are_left() -> bool:
    try:
        return Message.objects.filter(state__in=OPEN).exists()
    finally:
        connection.close()


def main() -> dict:
    for app in ("jobs", "outbox"):
        call_command("migrate", app, verbosity=0)
    queue.put(
        queue.Letter(f"trial:{n}", f"n{n}@example.org", "Trial", "A letter.", owner=f"n{n}") for n in range(NUMBER)
    )
    connection.close()
    senders, killed, held_up = [fork() for _ in range(SENDERS)], 0, 0
    until = time.monotonic() + WITHIN
    while (killed < KILLS or are_left()) and time.monotonic() < until:
        time.sleep(random.uniform(0.05, 0.25))
        place = random.randrange(SENDERS)
        if random.random() < 0.1 and held_up < 3:
            os.kill(senders[place], signal.SIGSTOP)
            time.sleep(claims.LEASE + 0.5)  # until it counts as dead
            os.kill(senders[place], signal.SIGCONT)
            held_up += 1
        elif killed < KILLS:
            end(senders[place])
            senders[place] = fork()
            killed += 1
    for pid in senders:
        end(pid)
    states = dict(Message.objects.values_list("key", "state"))
    return {"killed": killed, "states": states, "attempts": sum(Message.objects.values_list("attempts", flat=True))}


if __name__ == "__main__":
    print(json.dumps(main()))
