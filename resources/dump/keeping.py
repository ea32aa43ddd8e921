"""Which dump is the present one, whether it may be given out, and when it is to be made anew.

A dump is a folder named after the moment up to which it knows of every change. It lies in a folder of this machine, or
where all machines reach it: in the bucket with the documents, under a prefix of its own.
"""

import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from icpr.lib.stores.folder import FolderStorage
from icpr.lib.stores.store import Store
from resources.models import RecordClock, Resource

PARTIAL = ".partial-"
SUMS = "SHA256SUMS"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}Z")
WHOLE = re.compile(rf"({NAME.pattern})/{SUMS}")
PATTERN = "%Y-%m-%dT%H-%M-%S.%fZ"
NIGHT = 3  # o'clock, local time
FEW = 5_000  # records that are written in a few seconds, at any time of day
LEFT_OVER = 86_400  # seconds after which what was cut off is surely nobody's


@dataclass(frozen=True)
class Dump:
    name: str
    made_at: datetime

    def file(self, name: str) -> str:
        """What one of its files is called in the store."""
        return f"{self.name}/{name}"

    def holds_what_is_gone(self, now: datetime) -> bool:
        """Whether a record was withdrawn, expired or deleted since: such a dump is given to nobody. One query."""
        return RecordClock.objects.at(now).filter(is_gone=True, stamp__gt=self.made_at).exists()


def store() -> Store:
    """Where dumps are."""
    beside = getattr(default_storage, "beside", None)
    return beside("dump") if beside else FolderStorage(location=settings.DUMP_ROOT)


def name_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(PATTERN)


def present() -> Dump | None:
    """The latest dump that is whole; None when there is none yet."""
    whole = (WHOLE.fullmatch(name) for name, _ in store().held())
    latest = max((found[1] for found in whole if found), default=None)
    return latest and Dump(latest, datetime.strptime(latest, PATTERN).replace(tzinfo=UTC))


def keep(made: Path, name: str) -> None:
    """Make what lies in a folder of `DUMP_ROOT` the present dump, and delete those before it, with what was cut off
    while it was made. Raises OSError."""
    kept = store()
    if isinstance(kept, FolderStorage):
        made.replace(settings.DUMP_ROOT / name)
    else:
        _put(kept, made, name)
    for folder in settings.DUMP_ROOT.iterdir():
        is_earlier = bool(NAME.fullmatch(folder.name)) and folder.name < name
        is_left_over = folder.name.startswith(PARTIAL) and folder.stat().st_mtime < time.time() - LEFT_OVER
        if is_earlier or is_left_over:
            shutil.rmtree(folder, ignore_errors=True)


def _put(kept: Store, made: Path, name: str) -> None:
    for path in sorted(made.iterdir(), key=lambda path: path.name == SUMS):  # the checksums last: with them it is whole
        with path.open("rb") as file:
            kept.put(f"{name}/{path.name}", file)
    shutil.rmtree(made, ignore_errors=True)
    for earlier in [found for found, _ in kept.held() if found < name]:
        kept.delete(earlier)


def is_due(now: datetime) -> bool:
    """Whether a dump is to be made: each night; at once when the present one may not be given out; and for the first
    time at once in a small library, where nobody notices, else in the next night."""
    dump, local = present(), timezone.localtime(now)
    if dump is None:
        return local.hour == NIGHT or Resource.objects.published(now)[: FEW + 1].count() <= FEW
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    last_night = night if night <= local else night - timedelta(days=1)
    return dump.made_at < last_night or dump.holds_what_is_gone(now)
