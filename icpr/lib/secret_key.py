"""The secret that signs, where none is given: made once and kept."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from icpr.lib.env import Env

LENGTH = 50  # characters


def own_secret(env: Env, folder: Path | None) -> str:
    """A secret of this machine's own, for where none is given: made once and kept in the folder.

    Without a folder, as in production, it is one that `icpr.checks` refuses, so that the missing one is told with all
    the rest. What is wrong with the folder is added to the problems of the environment.
    """
    if folder is None:
        return f"django-insecure-{get_random_secret_key()}"
    path = folder / "secret-key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        if len(kept := path.read_bytes().decode(errors="replace").strip()) >= LENGTH:
            return kept
        env.problems.append(f"{path} is empty or cut off: delete it, and a new secret is made at the next start.")
    except OSError as error:
        env.problems.append(f"VAR_DIR must be a folder that can be written; {folder} cannot ({error.strerror}).")
    return get_random_secret_key()


def _make(path: Path) -> None:
    """Write a fresh secret, whole or not at all: another process may be reading, the disk may be full."""
    fresh = path.with_name(f"secret-key.{os.getpid()}")
    try:
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key())
        fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)
