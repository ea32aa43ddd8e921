import os
import select
import signal
from contextlib import suppress

from django.core.management import BaseCommand

from icpr import migration_state
from icpr.backups.restoring import refuse_half_restored
from icpr.checks import DatabaseUnchecked, refuse_unsafe_start
from icpr.health import fault_reports
from icpr.jobs import runner
from icpr.jobs.execution import Done
from icpr.jobs.registry import JOBS


class Command(DatabaseUnchecked, BaseCommand):
    help = (
        "Do the jobs, each at its time, and nothing else, until told to stop by SIGTERM or Ctrl-C: for a container or "
        "a machine of its own beside those that serve. Any number may run on one database."
    )

    def handle(self, **options) -> None:
        refuse_unsafe_start()
        fault_reports.begin()
        refuse_half_restored()
        reading, writing = os.pipe()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: os.write(writing, b"."))
        migration_state.wait(self.say, lambda seconds: select.select([reading], [], [], seconds)[0])
        runner.start(self.tell)
        self.say(f"{len(JOBS)} jobs are done from here, each at its time. SIGTERM or Ctrl-C stops it.")
        os.read(reading, 1)  # waits for either
        runner.stop()
        self.say("Stopped. What was being done is given back, to be done by another or at the next start.")

    def tell(self, done: Done) -> None:
        with suppress(OSError):  # nobody reads it any more: no reason to leave jobs undone
            if line := str(done):
                self.say(line)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
