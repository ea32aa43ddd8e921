import signal
import sys

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from icpr import migration_state
from icpr.backups.restoring import refuse_half_restored
from icpr.checks import DatabaseUnchecked, refuse_unsafe_start
from icpr.server import launch
from resources.seed import load_opening_catalogue


class Command(DatabaseUnchecked, BaseCommand):
    help = "Bring the database and the static files up to date, then serve the site."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--no-migrate",
            action="store_true",
            help="leave the database to `manage.py migrate` elsewhere: wait until that is done, and load nothing",
        )

    def handle(self, *, no_migrate: bool, **options) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C before the server is up ends quietly, too
        if problem := launch.obstacle():
            raise CommandError(problem)
        refuse_unsafe_start()
        refuse_half_restored()
        if no_migrate:
            migration_state.wait(self.stderr.write)
        else:
            call_command("migrate", verbosity=0)
            if number := load_opening_catalogue():
                self.stdout.write(f"The opening catalogue is loaded: {number} records.")
        if launch.collect_static_if_changed():
            self.stdout.write("The static files are prepared.")
        self.stdout.write(f"\n  The library is open at {launch.url()} (Ctrl-C stops it).")
        if not settings.PRODUCTION:
            self.stdout.write("  To curate, make a staff account with `make staff`, then sign in at /admin/.\n")
        self.stdout.flush()
        connection.close()
        sys.exit(launch.serve())
