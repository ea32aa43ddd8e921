"""What `manage.py` does: one command of Django's, whose failures of database and disk are told in one line."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db.migrations.exceptions import InconsistentMigrationHistory

from icpr.lib.logs.outages import outage, unprepared
from icpr.version import in_full


def run(arguments: list[str]) -> None:
    """Run a management command. Exits with 1 and a line that says what to do when the database or the disk fails.
    `version`, which Django answers with its own before it looks for commands, is the library's."""
    if arguments[1:] in (["version"], ["--version"]):
        print(in_full())
        return
    for database in settings.DATABASES.values():
        database.get("OPTIONS", {}).pop("pool", None)  # one thread, whose error tells the reason
    try:
        execute_from_command_line(arguments)
    except Exception as error:
        line = _told(error)
        if line is None or "--traceback" in arguments:
            raise
        sys.exit(line)


def _told(error: Exception) -> str | None:
    if isinstance(error, InconsistentMigrationHistory):
        return f"The database was prepared by another version of the library: {error}"
    if isinstance(error, PermissionError) and error.filename:
        return f"{error.filename} cannot be read or written by this user: change its owner, or set VAR_DIR."
    return outage(error) or unprepared(error)
