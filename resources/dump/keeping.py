"""Which dump is the present one, whether it may be given out, and when it is to be made anew.

A dump is a folder named after the moment up to which it knows of every change.
"""

import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from resources.models import RecordClock, Resource

PARTIAL = ".partial-"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}Z")
PATTERN = "%Y-%m-%dT%H-%M-%S.%fZ"
NIGHT = 3  # o'clock, local time
FEW = 5_000  # records that are written in a few seconds, at any time of day
LEFT_OVER = 86_400  # seconds after which what was cut off is surely nobody's


@dataclass(frozen=True)
class Dump:
    folder: Path
    made_at: datetime

    def holds_what_is_gone(self, now: datetime) -> bool:
        """Whether a record was withdrawn, expired or deleted since: such a dump is given to nobody. One query."""
        return RecordClock.objects.at(now).filter(is_gone=True, stamp__gt=self.made_at).exists()


def folder_of(moment: datetime) -> Path:
    return settings.DUMP_ROOT / moment.astimezone(UTC).strftime(PATTERN)


def present() -> Dump | None:
    """The latest dump that is whole; None when there is none yet."""
    folders = settings.DUMP_ROOT.glob("*Z") if settings.DUMP_ROOT.is_dir() else ()
    latest = max((folder for folder in folders if NAME.fullmatch(folder.name)), default=None)
    return latest and Dump(latest, datetime.strptime(latest.name, PATTERN).replace(tzinfo=UTC))


def drop_all_but(kept: Path) -> None:
    """Delete the dumps before one, and what was cut off while it was made."""
    for folder in settings.DUMP_ROOT.iterdir():
        is_earlier = bool(NAME.fullmatch(folder.name)) and folder.name < kept.name
        is_left_over = folder.name.startswith(PARTIAL) and folder.stat().st_mtime < time.time() - LEFT_OVER
        if is_earlier or is_left_over:
            shutil.rmtree(folder, ignore_errors=True)


def is_due(now: datetime) -> bool:
    """Whether a dump is to be made: each night; at once when the present one may not be given out; and for the first
    time at once in a small library, where nobody notices, else in the next night."""
    dump, local = present(), timezone.localtime(now)
    if dump is None:
        return local.hour == NIGHT or Resource.objects.published(now)[: FEW + 1].count() <= FEW
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    last_night = night if night <= local else night - timedelta(days=1)
    return dump.made_at < last_night or dump.holds_what_is_gone(now)
