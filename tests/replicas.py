"""A real streaming replica of a scratch server."""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg

from tests.postgresql import ScratchServer


class Replica(ScratchServer):
    """Made of a running server by pg_basebackup; it follows that as long as both run."""

    def __init__(self, primary: ScratchServer):
        self.primary, self.process = primary, None
        self.folder = Path(tempfile.mkdtemp(prefix="icpr-replica-", dir="/tmp"))
        self.data, self.programs, self.account = self.folder / "data", primary.programs, primary.account
        if self.account:
            os.chown(self.folder, self.account["user"], self.account["group"])
        self.copy()

    def copy(self) -> None:
        """Begin anew with all that the primary has now."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        given = ("-h", self.primary.folder, "-U", "icpr", "-D", self.data)
        self._run("pg_basebackup", *given, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")

    def do(self, function: str) -> None:
        """Call one of PostgreSQL's functions that tell a replica something."""
        with psycopg.connect(self.url, autocommit=True) as console:
            console.execute(f"SELECT {function}()")
