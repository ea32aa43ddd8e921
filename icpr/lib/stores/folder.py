"""Documents in a folder of this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage

from icpr.lib.stores.store import Facts

PARTIAL = ".partial"  # behind the name of a file that is being written


class FolderStorage(FileSystemStorage):
    @property
    def place(self) -> str:
        return self.location

    def facts(self, name: str) -> Facts:
        return _facts(Path(self.path(name)))

    def reading(self, name: str, wanted: range) -> BinaryIO:
        return opened(Path(self.path(name)), wanted)

    def held(self) -> Iterator[tuple[str, Facts]]:
        root = Path(self.location)
        for path in sorted(root.rglob("*")):
            if path.is_symlink() or not path.is_file() or path.suffix == PARTIAL:
                continue
            try:
                yield path.relative_to(root).as_posix(), _facts(path)
            except FileNotFoundError:
                continue  # deleted meanwhile

    def put(self, name: str, file: BinaryIO) -> None:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(target.name + PARTIAL)
        try:
            with partial.open("wb") as written:
                shutil.copyfileobj(file, written, 1024 * 1024)
                written.flush()
                os.fsync(written.fileno())
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise

    @contextmanager
    def on_disk(self, name: str, *, most: int, seconds: float, beat: Callable[[], None]) -> Iterator[Path]:
        """The file itself, which is copied nowhere."""
        yield Path(self.path(name))


def opened(path: Path, wanted: range) -> BinaryIO:
    """A file of the disk at the first byte that is wanted."""
    file = path.open("rb")
    file.seek(wanted.start)
    return file


def _facts(path: Path) -> Facts:
    found = path.stat()
    return Facts(found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))
