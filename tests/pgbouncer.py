"""A real PgBouncer in a temporary folder, in transaction mode, before a scratch server: the package of Debian."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgresql import ScratchServer, _end_with_parent

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
START_SECONDS = 30
# Where nothing else is said, none but CI may go without.
needed = pytest.mark.skipif(PROGRAM is None and "CI" not in os.environ, reason="apt-get install pgbouncer")

CONFIGURATION = """
[databases]
library = host={server} dbname=postgres
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users
admin_users = icpr
pool_mode = transaction
default_pool_size = {sessions}
query_wait_timeout = 10
logfile = {folder}/log
"""


class PgBouncer:
    """Gives each transaction of its callers one of a few sessions of a server; reached by a socket, without any port.
    As PostgreSQL does, it refuses to run as root and becomes `nobody`."""

    def __init__(self, server: ScratchServer, sessions: int):
        self.folder = Path(tempfile.mkdtemp(prefix="icpr-pgbouncer-", dir="/tmp"))
        told = CONFIGURATION.format(server=server.folder, folder=self.folder, sessions=sessions)
        (self.folder / "ini").write_text(told)
        (self.folder / "users").write_text('"icpr" ""\n')
        self.account = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self.process: subprocess.Popen | None = None

    def address(self, database: str) -> str:
        return f"postgresql://icpr@:6432/{database}?host={self.folder}"

    @property
    def url(self) -> str:
        return self.address("library")

    def command(self, command: str) -> None:
        """Tell it something, as its own console takes it."""
        with psycopg.connect(
            self.address("pgbouncer"), autocommit=True, cursor_factory=psycopg.ClientCursor
        ) as console:
            console.execute(command)

    def __enter__(self) -> "PgBouncer":
        self.process = subprocess.Popen(
            [PROGRAM, "-q", self.folder / "ini"], cwd=self.folder, preexec_fn=_end_with_parent, **self.account
        )
        until = time.monotonic() + START_SECONDS
        while not (self.folder / ".s.PGSQL.6432").exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise TimeoutError(f"PgBouncer did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.02)
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
