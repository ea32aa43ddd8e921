"""The documents of a backup: every file of the library, wherever they are, out and in."""

import os
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage

from icpr.backups import disk, manifest
from icpr.backups.manifest import BackupProblem
from icpr.lib.stores.store import Facts

FOLDER = "documents"


def copy_out(partial: Path, earlier: Path | None) -> dict[str, dict]:
    """Copy every document, former versions' included, for the history points at them. Returns path → size and checksum.

    A stored file is never changed, so one that the last backup holds alike is linked to that copy and takes no room. Of
    a bucket it is then not fetched: its size is the same, and it was there when that backup began.
    """
    before = manifest.read(earlier) if earlier else {"files": {}, "begun_at": "1970-01-01T00:00:00+00:00"}
    copied = {}
    for held, facts in default_storage.held():
        name = f"{FOLDER}/{held}"
        target = partial / name
        target.parent.mkdir(parents=True, exist_ok=True)
        known = before["files"].get(name)
        try:
            is_same = known and _is_same(held, facts, known, before)
            if not is_same or not _link(earlier / name, target, known):
                with default_storage.reading(held, range(facts.size)) as source:
                    disk.copy(source, target)
                known = disk.facts(target)
        except FileNotFoundError:
            continue  # deleted meanwhile; told as missing when a row points at it
        copied[name] = known
    return copied


def _is_same(held: str, facts: Facts, known: dict, before: dict) -> bool:
    """Whether the file is the one that an earlier backup knows: by its bytes on this machine, else by size and time."""
    try:
        return disk.facts(Path(default_storage.path(held))) == known
    except NotImplementedError:
        return facts.size == known["bytes"] and facts.modified < datetime.fromisoformat(before["begun_at"])


def _link(held: Path, target: Path, known: dict) -> bool:
    try:
        if known["bytes"]:
            os.link(held, target)
            if disk.facts(target) == known:
                return True
            target.unlink()
    except OSError:
        pass  # a disk without links, or a copy that is gone or damaged: it is copied again
    return False


def copy_in(folder: Path, files: dict[str, dict]) -> None:
    """Copy the documents of a backup to where the library keeps them."""
    for name, told in files.items():
        top, _, rest = name.partition("/")
        if top == FOLDER:
            with (folder / name).open("rb") as source:
                default_storage.put(rest, source)
            with default_storage.reading(rest, range(told["bytes"])) as kept:
                if manifest.digest_of(kept) != told["sha256"]:
                    raise BackupProblem(f"{name} changed while it was read. Use another backup.")


def take_back(files: dict[str, dict]) -> None:
    """Delete the documents of a backup again, in a place where there were none."""
    for name in files:
        top, _, rest = name.partition("/")
        if top == FOLDER:
            default_storage.delete(rest)


def any_there() -> bool:
    return any(True for _ in default_storage.held())
