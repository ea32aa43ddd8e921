"""An object in a file that only this library can have written: sealed under the secret, for one purpose and context.

What is read back is an object again, so nothing is looked at before the seal is found to be ours, and even then no
class or function is taken that was not named.
"""

import os
import pickle
import tempfile
import time
from array import _array_reconstructor, array
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac

SEAL = 32  # bytes, before all others
PART = 1 << 20  # bytes read at once
UNFINISHED = 3_600  # seconds after which nobody writes a file any more
# They hold values and do nothing.
ALWAYS = (array, _array_reconstructor, date, datetime, timedelta, timezone, ZoneInfo)


class Unsealed(Exception):
    """Raised for a file that holds nothing of ours, of this purpose and context: another's, an older one, or broken."""


def write(path: Path, held: Any, purpose: str, context: str, *, is_still: Callable[[], bool] = lambda: True) -> bool:
    """Seal an object in a file, whole or not at all, that nobody but this user can read. Raises OSError.

    is_still: asked at the end, whether it is to be kept: of what others may have changed while it was written. Returns
    what that said.
    """
    _forget_unfinished(path)
    number, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    try:
        with open(number, "wb") as file:
            sealing = _Sealing(file, purpose, context)
            file.write(bytes(SEAL))
            _Pickler(sealing, pickle.HIGHEST_PROTOCOL).dump(held)
            file.seek(0)
            file.write(sealing.seal)
        if is_kept := is_still():
            os.replace(name, path)
        return is_kept
    finally:
        with suppress(OSError):  # it has its name
            os.unlink(name)


def read(path: Path, purpose: str, context: str, made_of: Iterable[Callable]) -> Any:
    """What a file holds. Raises Unsealed, or OSError, such as FileNotFoundError.

    made_of: the classes and functions that it may hold or need, besides those of `ALWAYS`.
    """
    with path.open("rb") as file:
        sealing, seal = _Sealing(None, purpose, context), file.read(SEAL)
        while part := file.read(PART):
            sealing.write(part)
        if not compare_digest(seal, sealing.seal):
            raise Unsealed(f"{path.name} was not written by this release, with these settings and this secret.")
        file.seek(SEAL)
        return _Unpickler(file, (*ALWAYS, *made_of)).load()


def _forget_unfinished(path: Path) -> None:
    """Delete what processes left that were killed while they wrote."""
    for each in path.parent.glob(f"{path.name}-*"):
        with suppress(OSError):
            if each.stat().st_mtime < time.time() - UNFINISHED:
                each.unlink()


class _Sealing:
    """A file to write to whose bytes are sealed on their way."""

    def __init__(self, file: BinaryIO | None, purpose: str, context: str):
        key = salted_hmac(purpose, context, algorithm="sha256").digest()
        self._file, self._sum = file, blake2b(key=key, digest_size=SEAL)

    def write(self, part: bytes) -> None:
        self._sum.update(part)
        if self._file:
            self._file.write(part)

    @property
    def seal(self) -> bytes:
        return self._sum.digest()


class _Pickler(pickle.Pickler):
    def reducer_override(self, held: Any):
        # Else it would name `getattr`, which can be made to do anything.
        return (ZoneInfo, (held.key,)) if isinstance(held, ZoneInfo) else NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BinaryIO, made_of: Iterable[Callable]):
        super().__init__(file)
        self._made_of = {(each.__module__, each.__qualname__): each for each in made_of}

    def find_class(self, module: str, name: str) -> Callable:
        if (module, name) not in self._made_of:
            raise Unsealed(f"It holds {module}.{name}, which is not among what it may be made of.")
        return self._made_of[module, name]
