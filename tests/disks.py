"""Disks as they should not be: too small, or only to be read."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A disk in memory at a new folder, such as `size=256k` or `ro`. The test is skipped where nobody may mount one."""
    with ExitStack() as stack:
        try:
            stack.enter_context(mounted(folder, options))
        except OSError as error:
            pytest.skip(str(error))
        yield folder


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """The same; raises OSError where nobody may mount one."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"No disk can be mounted here: {done.stderr}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
