"""CSV, for spreadsheets: a record a row."""

from collections.abc import Iterator

from icpr.lib import csvfile
from icpr.lib.formats import Form, Part
from resources.formats.reading import records
from resources.models.serialization import Written

COLUMNS = {
    "permanent address": lambda record: record["permanent_url"],
    "number": lambda record: record["number"],
    "kind": lambda record: record["kind"]["label"],
    "title": lambda record: record["title"],
    "annotation": lambda record: record["annotation"],
    "date": lambda record: csvfile.Bare(record["issued"]["on"] or ""),
    "date precision": lambda record: record["issued"]["precision"],
    "authors": lambda record: names(record, "authors"),
    "publisher": lambda record: names(record, "publishers"),
    "access": lambda record: record["access"]["label"],
    "availability": lambda record: record["availability"]["label"],
    "pillars": lambda record: names(record, "pillars"),
    "focus areas": lambda record: names(record, "focus_areas"),
    "topics": lambda record: names(record, "topics"),
    "audiences": lambda record: names(record, "audiences"),
    "tags": lambda record: names(record, "tags"),
    "official address": lambda record: record["official_url"],
    "language": lambda record: record["language"]["label"],
}


def names(record: Written, relation: str) -> str:
    return "; ".join(row["name"] for row in record[relation])


def write(part: Part) -> Iterator[str]:
    yield csvfile.as_csv([COLUMNS])
    for record in records(part):
        facts = record.as_dict()
        yield csvfile.as_lines([[cell(facts) for cell in COLUMNS.values()]])


CSV = Form("csv", ".csv", "text/csv; charset=utf-8", "CSV", 2_000, write, use="table", is_file=True)
