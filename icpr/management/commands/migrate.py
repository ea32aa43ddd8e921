import time

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError

from icpr.lib.database.alone import alone

PAUSES = (2, 5, 10, 20)  # seconds, between attempts to get a lock
LOCK_NOT_AVAILABLE = "55P03"
BUSY = "A table that has to change is in use, and was waited for as long as readers may wait behind it."
GIVEN_UP = (
    f"{BUSY} So it was again and again. Each migration that was done stands whole. Run `manage.py migrate` again at a "
    "quieter hour, or see who holds the table: SELECT pid, state, query FROM pg_stat_activity WHERE state <> 'idle'"
)


class Command(migrate.Command):
    help = f"{migrate.Command.help} On PostgreSQL one process at a time does it, the others wait for it."

    def handle(self, *args, **options) -> None:
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with alone(self.stderr.write):
            for pause in (*PAUSES, None):
                try:
                    super().handle(*args, **options)
                    return
                except OperationalError as error:
                    if getattr(error.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                        raise
                    if pause is None:
                        raise CommandError(GIVEN_UP) from error
                    self.stderr.write(f"{BUSY} It is tried again in {pause} s.")
                    time.sleep(pause)
