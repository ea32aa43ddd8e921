import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from icpr.jobs.execution import make_due
from icpr.jobs.leases import Interrupted, Lease, LeaseLost, claim
from icpr.jobs.registry import JOBS
from resources.link_checks import checking, collecting, telling
from resources.link_checks.models import CheckedAddress, State
from resources.models import Resource

TURN_SECONDS = 60  # to wait for a server that checks at the moment
BUSY = "A server checks links at this moment. Try again in a minute."
STOPPED = "Stopped. What was checked is kept: go on with check_links --only-due."


class Command(BaseCommand):
    help = "Ask all addresses that the library leads to whether they still work, and say what was found."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--only-due", action="store_true", help="those alone whose time has come, as the server does"
        )
        parser.add_argument("--record", metavar="ICPR-000123", help="those of one record and its papers")

    def handle(self, *args, only_due: bool, record: str | None, **options) -> None:
        if reason := checking.why_not():
            raise CommandError(reason)
        collecting.collect(timezone.now())
        rows = self._rows(only_due, record)
        lease = self._turn()
        try:
            self._check(rows, lease)
        except (KeyboardInterrupt, Interrupted):
            lease.give_back()
            raise CommandError(STOPPED) from None
        except checking.NoNetwork as error:
            lease.complete(str(error))
            raise CommandError(str(error)) from None
        except LeaseLost:
            raise CommandError(BUSY) from None
        lease.complete(f"Links checked by hand: {len(rows)}")
        telling.tell(timezone.now())

    def _rows(self, only_due: bool, record: str | None) -> list[CheckedAddress]:
        rows = CheckedAddress.objects.order_by("due_at", "pk")
        if record:
            digits = record.upper().removeprefix("ICPR-")
            number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
            found = Resource.objects.filter(number=number)
            if not found.exists():
                raise CommandError(f"There is no record {record}. Give its number, such as ICPR-000123.")
            rows = collecting.of_records(found)
        return list(rows.due(timezone.now()) if only_due else rows)

    def _turn(self) -> Lease:
        """The right to check, which the servers of the library share. Raises CommandError when one has it for long."""
        until = time.monotonic() + TURN_SECONDS
        while True:
            make_due(checking.JOB)
            if lease := claim(JOBS[checking.JOB]):
                return lease
            if time.monotonic() > until:
                raise CommandError(BUSY)
            time.sleep(1)

    def _check(self, rows: list[CheckedAddress], lease: Lease) -> None:
        if not rows:
            self.stdout.write("There is nothing to check.")
        for count, row in enumerate(checking.check(rows, lease.beat, seconds=None, rules=self.rules), 1):
            told = f"{State(row.state).label}{f': {row.reason}' if row.reason else ''}"
            self.stdout.write(f"{count} of {len(rows)}  {row.url}  {told}")

    rules = None  # those of the library; tests have their own
