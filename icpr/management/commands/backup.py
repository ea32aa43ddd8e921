from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat

from icpr.backups import making, pruning, restoring
from icpr.backups.manifest import BackupProblem, in_one_line
from icpr.lib.logs.outages import Outage


class Command(BaseCommand):
    help = (
        "Write the whole library, database and documents, into a new folder of DIR, while it is being used. "
        "SECRET_KEY and the environment are not in it: keep them elsewhere."
    )
    requires_system_checks = []  # a library that needs mending is kept, too

    def add_arguments(self, parser) -> None:
        parser.add_argument("place", metavar="DIR", type=Path, help="where backups lie, best on another disk")
        parser.add_argument("--keep", type=int, metavar="N", help="afterwards delete all but the latest N backups")

    def handle(self, *, place: Path, keep: int | None, **options) -> None:
        restoring.refuse_half_restored()
        if keep is not None and keep < 1:
            raise CommandError("Keep at least one backup: --keep 1 or more.")
        try:
            made = making.make(place)
        except (BackupProblem, OSError, DatabaseError, Outage) as error:
            raise CommandError(f"No backup was made in {place}. {in_one_line(error)}") from error
        size = filesizeformat(made.bytes)
        self.stdout.write(f"{made.folder} is whole: {made.rows:,} rows, {made.documents:,} documents, {size}.")
        if made.missing:
            self.stderr.write(f"Of {len(made.missing)} documents there is a record but no file: {made.missing[0]} ...")
        try:
            making.remember()
            for folder in pruning.keep(place, keep) if keep else []:
                self.stdout.write(f"{folder} is deleted.")
        except OSError as error:
            raise CommandError(f"It is whole, but what was to follow failed. {in_one_line(error)}") from error
