"""What a backup says of itself: `manifest.json`, which is written last, and whose own checksum stands beside it."""

import hashlib
import json
import re
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.utils.crypto import salted_hmac

from icpr.version import version

FORMAT = 1  # of the folder; a backup of a higher one is refused
NAME = "manifest.json"
CHECKSUM = "manifest.json.sha256"
FOLDER = re.compile(r"icpr-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d{6})?Z")
PARTIAL = ".partial"  # behind the name of a folder that is not whole, yet or any more
CHUNK = 1024 * 1024

KEEP_BESIDES = [
    "SECRET_KEY: with another one second factors must be reset, and addresses of preview links cannot be shown again",
    "the environment of the service: DATABASE_URL, ALLOWED_HOSTS, the mail account and the rest of README, "
    "Configuration",
]


class BackupProblem(Exception):
    """What keeps a backup from being made or restored, in one line that says what to do."""


def in_one_line(error: Exception) -> str:
    """What went wrong, for whoever sits at the terminal."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return " ".join(str(error).split())


def source() -> str:
    """Which library a backup is of, in 16 hexadecimal digits that tell nothing else: its database and its folder."""
    database = settings.DATABASES["default"]
    place = [str(database.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME")]
    return hashlib.sha256("\0".join([*place, str(settings.VAR_DIR.resolve())]).encode()).hexdigest()[:16]


def secret_fingerprint() -> str:
    """Tells whether two places have one SECRET_KEY, and not what it is."""
    return salted_hmac("icpr.backups", "fingerprint", algorithm="sha256").hexdigest()[:16]


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return digest_of(file)


def digest_of(file: BinaryIO) -> str:
    """The SHA-256 of what is left of an open file."""
    read = hashlib.sha256()
    while chunk := file.read(CHUNK):
        read.update(chunk)
    return read.hexdigest()


def write(folder: Path, manifest: dict) -> None:
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text, encoding="utf-8")
    (folder / CHECKSUM).write_text(f"{digest(folder / NAME)}  {NAME}\n")  # as `sha256sum --check` reads it


def read(folder: Path) -> dict:
    """The manifest of a whole backup. Raises BackupProblem when there is none,
    or it is damaged or of a newer format."""
    try:
        text = (folder / NAME).read_bytes()
        told = (folder / CHECKSUM).read_text().split()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise BackupProblem(f"{folder} is no whole backup: {NAME} or {CHECKSUM} cannot be read. Use another.") from None
    if hashlib.sha256(text).hexdigest() != told:
        raise BackupProblem(f"{folder} is damaged: {NAME} is not as it was written. Use another backup.")
    manifest = json.loads(text)
    if manifest["format"] > FORMAT:
        newer = f"{folder} was made by version {manifest['library_version']} of the library, in a newer format"
        raise BackupProblem(f"{newer} than this version {version()} reads. Install that version and restore.")
    return manifest


def verify(folder: Path, manifest: dict) -> None:
    """Read every file of a backup. Raises BackupProblem for the first that is missing, or is not as it was written."""
    for name, told in manifest["files"].items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise BackupProblem(f"{folder} is no backup of ours: it names the file {name!r}.")
        try:
            whole = (folder / path).stat().st_size == told["bytes"] and digest(folder / path) == told["sha256"]
        except OSError as error:
            reason = error.strerror or error
            raise BackupProblem(f"{folder} is damaged: {name} ({reason}). Use another backup.") from None
        if not whole:
            raise BackupProblem(f"{folder} is damaged: {name} is not as it was written. Use another backup.")
