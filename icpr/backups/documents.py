"""The documents of a backup: every file of MEDIA_ROOT, out and in."""

import os
from pathlib import Path

from django.conf import settings

from icpr.backups import disk, manifest
from icpr.backups.manifest import BackupProblem

FOLDER = "documents"


def copy_out(partial: Path, earlier: Path | None) -> dict[str, dict]:
    """Copy every document, former versions' included, for the history points at them. Returns path → size and checksum.

    A stored file is never changed, so one that the last backup holds alike is linked to that copy and takes no room.
    """
    known = manifest.read(earlier)["files"] if earlier else {}
    copied = {}
    for path in sorted(settings.MEDIA_ROOT.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = f"{FOLDER}/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"
        target = partial / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            told = disk.facts(path)
            if known.get(name) != told or not _link(earlier / name, target):
                disk.copy(path, target)
        except FileNotFoundError:
            continue  # deleted meanwhile; told as missing when a row points at it
        copied[name] = disk.facts(target)
    return copied


def _link(held: Path, target: Path) -> bool:
    try:
        if held.stat().st_size:
            os.link(held, target)
            return True
    except OSError:
        pass  # a disk without links, or a copy that is gone: it is copied again
    return False


def copy_in(folder: Path, files: dict[str, dict]) -> None:
    """Copy the documents of a backup to where the library keeps them."""
    for name, told in files.items():
        top, _, rest = name.partition("/")
        if top == FOLDER:
            target = settings.MEDIA_ROOT / rest
            target.parent.mkdir(parents=True, exist_ok=True)
            if disk.copy(folder / name, target) != told["sha256"]:
                raise BackupProblem(f"{name} changed while it was read. Use another backup.")
            disk.sync(target)


def any_there() -> bool:
    return any(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))
