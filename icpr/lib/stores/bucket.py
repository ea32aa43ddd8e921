"""Documents in a bucket of S3-compatible storage, which nobody but the library reads.

Every file goes through the library, after its rule of who may see it: an address of the bucket, signed or public, would
outlive a withdrawal. Time limits are ours, because those of the package (a minute, five times) are not for readers who
wait.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import copy
from datetime import datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from icpr.lib.stores.bucket_errors import NO_ANSWER, StoreAway, is_missing, told
from icpr.lib.stores.bucket_file import Body, BucketFile
from icpr.lib.stores.store import Facts, TooLarge, TooSlow

# Purpose → seconds to connect, seconds until the next bytes of an answer, attempts.
READING, WRITING, LOOKING = (2, 4, 2), (2, 30, 3), (1, 1.2, 1)
IN_PARTS = TransferConfig(multipart_threshold=8 * 1024**2, multipart_chunksize=8 * 1024**2, use_threads=False)
LONG, PAUSE = 2, 5  # seconds: a store that let wait so long is not asked again for a while
CHUNK = 256 * 1024
COPY = "icpr-document-"  # what the names of copies for reading begin with
STALE = 3_600  # seconds after which a copy is that of a process that was killed


class BucketStorage(S3Storage):
    """Its options are those of django-storages; see `icpr.lib.stores.setting` for ours."""

    def __init__(self, **options):
        super().__init__(**options)
        self._clients: dict[tuple, object] = {}
        self._lock = threading.Lock()
        self._silent_until = 0.0

    @property
    def place(self) -> str:
        where = f" at {self.endpoint_url}" if self.endpoint_url else ""
        return f"the bucket {self.bucket_name}{where}, under {self.location}/"

    def beside(self, name: str) -> "BucketStorage":
        """Other files of the library in the same bucket, under a prefix of their own."""
        other = copy(self)
        other.location = f"{self.location}-{name}"
        return other

    def client(self, purpose: tuple = READING, *, is_stranger: bool = False):
        """A client of S3, one of each purpose for all threads of this process: it may be shared, and takes long to
        make. Without keys of ours it finds those of the machine's role, and has them renewed; a stranger has none."""
        key = (os.getpid(), purpose, is_stranger)
        with self._lock:
            if key not in self._clients:
                connect, read, attempts = purpose
                config = self.client_config.merge(
                    Config(
                        connect_timeout=connect,
                        read_timeout=read,
                        retries={"total_max_attempts": attempts, "mode": "standard"},
                    )
                )
                if is_stranger:
                    config = config.merge(Config(signature_version=UNSIGNED))
                session = Session(self.access_key or None, self.secret_key or None, region_name=self.region_name)
                self._clients[key] = session.client("s3", endpoint_url=self.endpoint_url, config=config)
            return self._clients[key]

    @property
    def connection(self):
        """What the methods we leave to django-storages ask by."""
        return SimpleNamespace(meta=SimpleNamespace(client=self.client()))

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        """Raises as `told` does. A store that takes requests and says nothing would hold every thread of the server,
        each for a reader of a document: after the first, others are told at once."""
        began = time.monotonic()
        if began < self._silent_until:
            raise StoreAway(self.place, NO_ANSWER.format(said="as a moment ago"))
        try:
            with told(self.place, name):
                yield
        except StoreAway:
            if time.monotonic() - began > LONG:
                self._silent_until = time.monotonic() + PAUSE
            raise

    def facts(self, name: str) -> Facts:
        found = self._head(name)
        return Facts(found["ContentLength"], found["LastModified"])

    def _head(self, name: str) -> dict:
        with self._asking(name):
            try:
                return self.client().head_object(Bucket=self.bucket_name, Key=self._key(name))
            except ClientError as error:
                if is_missing(error):  # or the bucket is: an answer without a body cannot say
                    with told(self.place):
                        self.client().head_bucket(Bucket=self.bucket_name)
                raise

    def size(self, name: str) -> int:
        return self.facts(name).size

    def get_modified_time(self, name: str) -> datetime:
        return self.facts(name).modified

    def exists(self, name: str) -> bool:
        try:
            return bool(self._head(name))
        except FileNotFoundError:
            return False

    def reading(self, name: str, wanted: range) -> BinaryIO:
        """Asks for the bytes that are wanted, and no others. Raises StoreAway before the first is given."""
        return self._file(name, wanted).begin()

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("A file in the bucket is only read: a new one is saved.")
        return File(self._file(name), name)

    def _file(self, name: str, wanted: range | None = None) -> BucketFile:
        found, key = self._head(name), self._key(name)

        def ask(start: int, stop: int) -> Body:
            asked = {"Range": f"bytes={start}-{stop - 1}", "IfMatch": found["ETag"]}
            with self._asking(name):
                return self.client().get_object(Bucket=self.bucket_name, Key=key, **asked)["Body"]

        return BucketFile(ask, found["ContentLength"], wanted)

    def _save(self, name: str, content: File) -> str:
        self.put(name, content)
        return clean_name(name)

    def put(self, name: str, file: BinaryIO) -> None:
        with suppress(AttributeError, OSError):
            file.seek(0)
        with told(self.place):
            self.client(WRITING).upload_fileobj(
                _Kept(file), self.bucket_name, self._key(name), ExtraArgs=self.object_parameters, Config=IN_PARTS
            )

    def delete(self, name: str) -> None:
        with told(self.place):
            self.client(WRITING).delete_object(Bucket=self.bucket_name, Key=self._key(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with told(self.place):
            return super().listdir(name)

    def held(self) -> Iterator[tuple[str, Facts]]:
        yield from self._listed(self.client(WRITING).get_paginator("list_objects_v2"))

    def _listed(self, paginator, **limits) -> Iterator[tuple[str, Facts]]:
        under = f"{self.location}/"
        with told(self.place):
            for page in paginator.paginate(Bucket=self.bucket_name, Prefix=under, **limits):
                for found in page.get("Contents", ()):
                    if not found["Key"].endswith("/"):  # what consoles make for an empty folder
                        yield found["Key"].removeprefix(under), Facts(found["Size"], found["LastModified"])

    def first(self) -> list[str]:
        """The names of at most a thousand files, asked for with the patience of a probe."""
        paginator = self.client(LOOKING).get_paginator("list_objects_v2")
        return [name for name, _ in self._listed(paginator, PaginationConfig={"MaxItems": 1_000})]

    def answer(self) -> None:
        """Raises StoreAway when the bucket does not answer within seconds."""
        with told(self.place):
            self.client(LOOKING).head_bucket(Bucket=self.bucket_name)

    @contextmanager
    def on_disk(self, name: str, *, most: int, seconds: float, beat: Callable[[], None]) -> Iterator[Path]:
        """A copy, which is gone after the block."""
        _sweep()
        if self.facts(name).size > most:
            raise TooLarge
        until = time.monotonic() + seconds
        with tempfile.TemporaryDirectory(prefix=COPY) as folder:
            path = Path(folder) / "document"
            with path.open("wb") as copy, self.open(name) as file:
                for chunk in iter(partial(file.read, CHUNK), b""):
                    copy.write(chunk)
                    beat()
                    if time.monotonic() > until:
                        raise TooSlow
            yield path

    def url(self, name: str, *_, **__) -> str:
        """No address of the bucket, ever. Django's forms ask whether there is one, to know whether there is a file."""
        return f"/{name}"

    def _key(self, name: str) -> str:
        return self._normalize_name(clean_name(name))


class _Kept:
    """A file that whoever uploads it reads and does not close: a form that is shown again may need it."""

    def __init__(self, file: BinaryIO):
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def _sweep() -> None:
    """Delete copies of processes that were killed while they read them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{COPY}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > STALE:
                for path in folder.iterdir():
                    path.unlink()
                folder.rmdir()
