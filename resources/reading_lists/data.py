"""A reading list as JSON, for programs. What stands in it, docs/reading-lists.md says."""

import json
from collections.abc import Iterator

from django.utils import timezone

from icpr.lib.formats import Part
from icpr.lib.http.site import absolute
from resources.formats.reading import records
from resources.models.serialization import as_utc
from resources.reading_lists import written

FORMAT, VERSION = "icpr-reading-list", 1  # another version when something is taken away or comes to mean otherwise


def write(part: Part) -> Iterator[str]:
    source = part.source
    found = written.entries(source.shown, records(part))
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "title": source.heading,
        "introduction": source.kept.introduction,
        "url": absolute(source.address) if source.address else None,
        "made_at": as_utc(source.kept.created_at),
        "written_at": as_utc(timezone.now()),
        "total": source.total,
        "notices": [notice.message for notice in part.notices],
        "entries": found,
    }
    yield json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
