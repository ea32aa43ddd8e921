"""Makes a dump: all public records as of one moment, under another name until it is whole."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from icpr.lib import csvfile
from resources import changes
from resources.dump import keeping, readme
from resources.dump.tables import TABLES
from resources.formats import table
from resources.models import Resource

CHUNK = 200  # records that are held in memory at once
RECORDS, TABLE, TERMS = "catalogue.jsonl", "catalogue.csv", "terms.jsonl"
README, SUMS = "README.txt", keeping.SUMS
NAMES = (RECORDS, TABLE, TERMS, README, SUMS)


def write(between: Callable[[], object] = lambda: None) -> int:
    """Make the dump of this moment the present one. Returns how many records it holds.

    `between` is called after each `CHUNK` of records. Raises OSError, and what `between` raises; then the former one
    stays as it was.
    """
    at = timezone.now()
    settings.DUMP_ROOT.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=keeping.PARTIAL, dir=settings.DUMP_ROOT))
    try:
        name = keeping.name_of(changes.settled(at))
        count = _write_records(partial, at, between)
        (partial / README).write_text(readme.text(at, count), encoding="utf-8")
        _write_sums(partial)
        keeping.keep(partial, name)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return count


def _write_records(folder: Path, at: datetime, between: Callable[[], object]) -> int:
    """The records by their number, as JSON and as a table, then the terms they use. Returns how many records."""
    public = Resource.objects.published(at)
    count = 0
    with (
        (folder / RECORDS).open("w", encoding="utf-8", newline="\n") as lines,
        (folder / TABLE).open("w", encoding="utf-8", newline="") as rows,
    ):
        rows.write(csvfile.as_csv([table.COLUMNS]))
        for chunk in _chunks(public.for_export().order_by("number")):
            written = [record.as_dict() for record in chunk]
            lines.writelines(map(_line, written))
            rows.write(csvfile.as_lines([cell(facts) for cell in table.COLUMNS.values()] for facts in written))
            count += len(chunk)
            between()
    with (folder / TERMS).open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(_line(row) for each in TABLES for row in each.rows(public))
    return count


def _chunks(records: QuerySet[Resource]) -> Iterator[list[Resource]]:
    """The records in their order, some at a time. Nothing is left open between: on SQLite an open question would keep
    the job from saying that it is alive."""
    last = 0
    while chunk := list(records.filter(number__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].number


def _line(facts: dict) -> str:
    return json.dumps(facts, ensure_ascii=False) + "\n"


def _write_sums(folder: Path) -> None:
    """The checksums, as `sha256sum --check` reads them."""
    lines = []
    for name in NAMES[:-1]:
        with (folder / name).open("rb") as file:
            lines.append(f"{file_digest(file, 'sha256').hexdigest()}  {name}\n")
    (folder / SUMS).write_text("".join(lines), encoding="ascii")
