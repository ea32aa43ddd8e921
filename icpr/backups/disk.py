"""Files that are surely on the disk, for this account only, and alone in their folder while they are written."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from icpr.backups import manifest
from icpr.backups.manifest import BackupProblem


def copy(source: BinaryIO, target: Path) -> None:
    """Copy what is left of an open file into a new one."""
    with target.open("xb") as file:
        shutil.copyfileobj(source, file, manifest.CHUNK)


def facts(path: Path) -> dict:
    """A file's size and checksum, as a manifest holds them."""
    return {"bytes": path.stat().st_size, "sha256": manifest.digest(path)}


@contextmanager
def private_files() -> Iterator[None]:
    """What is written in the block is readable by this account only: it holds notes, addresses and password hashes."""
    usual = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(usual)


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Nobody else makes a backup in this folder in the block. Raises BackupProblem when somebody does."""
    handle = os.open(place, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupProblem(
                f"Another backup is being made in {place}. Wait for it, or name another folder."
            ) from None
        yield
    finally:
        os.close(handle)


def settle(folder: Path) -> None:
    """Have every file and folder written to the disk."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
