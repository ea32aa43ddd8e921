import sys

from django.core.management.base import BaseCommand, CommandError

from icpr.jobs import execution
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS


class Command(BaseCommand):
    help = (
        "Do the jobs that are due, once, as the server does by itself; or all of them, or some by name, due or not. "
        "For cron, and by hand: what others do is left to them, and the exit code is 1 when one failed."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(sorted(JOBS))}")
        parser.add_argument("--all", action="store_true", help="every job, also those that are not due")

    def handle(self, *args, names: list[str], all: bool, **options) -> None:
        if unknown := set(names) - JOBS.keys():
            raise CommandError(f"There is no job {', '.join(sorted(unknown))}. There are: {', '.join(sorted(JOBS))}.")
        wanted = set(JOBS) if all else set(names)
        for name in sorted(wanted):
            execution.make_due(name)
        failed = False
        for done in execution.perform_due(only=wanted):
            failed = failed or bool(done.error)
            if done.result:  # why one failed is in the log, on standard error
                self.stdout.write(done.result)
        for job in Job.objects.held().filter(name__in=wanted or JOBS):
            self.stdout.write(f"{job.name} is being done by another process.")
        if failed:
            sys.exit(1)
