import sys
from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from icpr.imports import terminal


class Command(BaseCommand):
    help = (
        "Reads a file into a table: says what it would do, and with --apply does it, as one operation that can be"
        " undone in the admin. Ends with 0, with 1 if lines are not taken, and with 2 if nothing can be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", help="such as resource, publisher or item")
        parser.add_argument("file", type=Path, help="CSV, XLSX, ODS, JSON, RIS, BibTeX or CSL-JSON")
        parser.add_argument("--user", required=True, help="whose change it is: the name of an account of staff")
        parser.add_argument("--apply", action="store_true", help="do it; without, nothing is changed")
        parser.add_argument("--why", default="", help="for the list of operations")
        parser.add_argument("--duplicates", choices=terminal.DUPLICATES, default=terminal.ASK)
        parser.add_argument("--columns", nargs="*", metavar="HEAD=COLUMN", help="take guesses, and say others")
        parser.add_argument("--first", choices=terminal.ORDERS, help="what stands first in days such as 3/4/2025")
        parser.add_argument("--letters", choices=terminal.LETTERS, help="how a file that is not Unicode is read")

    def handle(self, *, table: str, file: Path, user: str, **options) -> None:
        account = get_user_model().objects.filter(username=user, is_active=True, is_staff=True).first()
        if account is None:
            raise CommandError(f"There is no account of staff called “{user}”.", returncode=terminal.NOT_READ)
        options["columns"] = None if options["columns"] is None else options["columns"] or ["="]
        try:
            found = terminal.table_named(table)
            terminal.check_rights(found, account)
            one = terminal.bring_in(found, account, file, options)
        except (terminal.CannotBegin, OSError) as error:
            raise CommandError(str(error), returncode=terminal.NOT_READ) from error
        for line in terminal.told(one):
            self.stdout.write(line)
        sys.exit(terminal.code_of(one))
