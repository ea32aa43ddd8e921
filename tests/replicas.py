"""A real streaming replica of a scratch server."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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

    def ask(self, question: str):
        """What the replica answers, by itself."""
        with psycopg.connect(self.url, autocommit=True) as console:
            return console.execute(f"SELECT {question}").fetchone()[0]

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Meanwhile it gets the primary's log and does nothing of it."""
        self.ask("pg_wal_replay_pause()")
        while self.ask("pg_get_wal_replay_pause_state()") != "paused":
            time.sleep(0.02)
        try:
            yield
        finally:
            self.ask("pg_wal_replay_resume()")
