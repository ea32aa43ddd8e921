"""A reading list as CSV, for spreadsheets: an entry a row, of a record with the columns that it has everywhere."""

from collections.abc import Iterator

from icpr.lib import csvfile
from icpr.lib.formats import Part
from resources.formats import table
from resources.formats.reading import records
from resources.models.serialization import Written
from resources.reading_lists import written

OWN = ["group", "title", "kind", "permanent address", "note", "added to the list", "gone", "use instead", "document"]
HEADS = [*OWN, *(name for name in table.COLUMNS if name not in OWN)]


def write(part: Part) -> Iterator[str]:
    yield csvfile.as_csv([HEADS])
    for entry in written.entries(part.source.shown, records(part)):
        cells = _listed(entry) | _known(entry)
        yield csvfile.as_lines([[cells.get(head, "") for head in HEADS]])


def _listed(entry: Written) -> dict[str, str]:
    """The cells that every entry has."""
    gone = entry["gone"] or {}
    return {
        "group": entry["group"],
        "title": entry["title"],
        "permanent address": entry["permanent_url"] or "",
        "note": entry["note"],
        "added to the list": csvfile.Bare(entry["added_on"]),
        "gone": gone.get("said", ""),
        "use instead": (gone.get("use_instead") or {}).get("url", ""),
    }


def _known(entry: Written) -> dict[str, str]:
    """What the library knows of it besides; nothing of what is gone."""
    cells = {}
    if record := entry["record"]:
        cells = {head: cell(record) for head, cell in table.COLUMNS.items()}
    if document := entry["document"]:
        cells |= {"title": entry["title"], "kind": document["role"]["label"], "document": document["url"] or ""}
    if item := entry["item"]:
        pillar = item["pillar"]["name"] if item["pillar"] else ""
        cells = {"number": f"Item {item['number']}", "kind": item["level"]["label"], "pillars": pillar}
        cells["annotation"] = item["statement"]
    if practice := entry["practice"]:
        cells = {"kind": "Practice", "annotation": practice["what_it_is"]}
    return cells
