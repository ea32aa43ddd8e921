"""The backups that lie in a place: the latest, and the old ones that may go."""

import shutil
from pathlib import Path

from icpr.backups import manifest


def of_this_library(place: Path) -> list[Path]:
    """The whole backups of this library in a place, oldest first.
    What else lies there, whoever made it, is not ours."""
    found = sorted(path for path in place.iterdir() if manifest.FOLDER.fullmatch(path.name) and not path.is_symlink())
    return [path for path in found if _is_ours(path)]


def _is_ours(folder: Path) -> bool:
    try:
        return manifest.read(folder)["source"] == manifest.source()
    except (manifest.BackupProblem, ValueError, KeyError):
        return False


def latest(place: Path) -> Path | None:
    return next(reversed(of_this_library(place)), None)


def keep(place: Path, number: int) -> list[Path]:
    """Delete all but the latest backups of this library in a place. Returns those that are gone."""
    gone = of_this_library(place)[:-number]
    for folder in gone:
        # First renamed: one whose deletion is cut off does not look whole, and the next backup clears it away.
        shutil.rmtree(folder.rename(folder.with_name(f"{folder.name}{manifest.PARTIAL}")))
    return gone
