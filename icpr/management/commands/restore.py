from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from icpr.backups import manifest, restoring
from icpr.backups.manifest import BackupProblem, in_one_line
from icpr.lib.logs.outages import Outage


class Command(BaseCommand):
    help = (
        "Bring a backup back into an empty place: a database without tables and a VAR_DIR without documents. "
        "An older one is brought up to date; a newer or damaged one is refused before anything is written."
    )
    requires_system_checks = []  # they may ask tables that are not there yet

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="the folder of one backup")
        parser.add_argument("--check", action="store_true", help="only read all of it, and say whether it is whole")

    def handle(self, *, folder: Path, check: bool, **options) -> None:
        try:
            told = restoring.check(folder) if check else restoring.restore(folder)
        except (BackupProblem, OSError, DatabaseError, Outage) as error:
            raise CommandError(f"Nothing was restored. {in_one_line(error)}") from error
        count = sum(table["rows"] for table in told["tables"].values())
        deed = "is whole" if check else "is restored"
        self.stdout.write(f"{folder} {deed}: {count:,} rows, as of {told['begun_at']}.")
        if told["missing_documents"]:
            self.stderr.write(f"{len(told['missing_documents'])} documents had no file when it was made.")
        if told["secret_key_fingerprint"] != manifest.secret_fingerprint():
            self.stderr.write(
                "SECRET_KEY is not the one it was made with: second factors will not be accepted, and addresses of "
                "preview links not be shown again. If you still have the former one, set it, or name it in "
                "SECRET_KEY_FALLBACKS."
            )
