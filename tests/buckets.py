"""An S3-compatible server in a process of its own: moto's, which answers as the real one does and lies in memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import boto3
from botocore.config import Config

from icpr.lib.env import Env
from icpr.lib.stores.setting import documents_storage
from tests.server import free_port

START_SECONDS = 60
KEY, SECRET = "a-key-of-this-test", "a-secret-of-this-test"
_serial = count(1)


class Bucket:
    """A new, empty bucket of a server. `environment` is what the library is told of it."""

    def __init__(self, url: str):
        self.name = f"held-for-icpr-{next(_serial)}"
        self.environment = {
            "DOCUMENTS_S3_BUCKET": self.name,
            "DOCUMENTS_S3_ENDPOINT": url,
            "DOCUMENTS_S3_KEY_ID": KEY,
            "DOCUMENTS_S3_SECRET_KEY": SECRET,
        }
        quick = Config(connect_timeout=2, read_timeout=20, s3={"addressing_style": "path"})
        keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
        self.client = boto3.session.Session(**keys).client("s3", endpoint_url=url, config=quick)
        self.client.create_bucket(Bucket=self.name)

    def without_keys(self) -> dict:
        """The entry of STORAGES of a machine whose role may use it."""
        keys = {"DOCUMENTS_S3_KEY_ID", "DOCUMENTS_S3_SECRET_KEY"}
        self.environment = {name: value for name, value in self.environment.items() if name not in keys}
        return self.storage

    @property
    def storage(self) -> dict:
        """The entry of STORAGES."""
        env = Env(self.environment)
        entry = documents_storage(env)
        env.finish()
        return entry

    def keys(self) -> list[str]:
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=self.name).get("Contents", ())]

    def content(self, key: str) -> bytes:
        return self.client.get_object(Bucket=self.name, Key=key)["Body"].read()

    def write(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=content)


class Server:
    """moto's server, which can be stopped and started again; what it held is gone then. It believes every key, or with
    `believing` that of so many requests."""

    def __init__(self, believing: int | None = None):
        self._env = os.environ | ({} if believing is None else {"INITIAL_NO_AUTH_ACTION_COUNT": str(believing)})
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen | None = None

    def start(self) -> "Server":
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=self._env, **quiet)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError("The S3-compatible server did not start.")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None


@contextmanager
def serving(**options) -> Iterator[Server]:
    server = Server(**options).start()
    try:
        yield server
    finally:
        server.stop()
