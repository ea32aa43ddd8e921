"""A list laid out for paper: each record as it is cited and what finds it again, on as few sheets as it can."""

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from icpr.lib.formats import Form, Part
from resources.citations import STYLES, wording
from resources.citations.work import Work
from resources.formats.reading import records
from resources.models import Resource


def write(part: Part) -> Iterator[str]:
    cited = map(_cited, records(part))
    yield render_to_string("resources/printed.html", {"part": part, "cited": list(cited), "request": part.request})


def _cited(record: Resource) -> tuple[Resource, SafeString, list[str]]:
    """A record, its citation, and the names of publishers that this does not give."""
    work = Work.of(record)
    text = STYLES["apa"].compose(work)
    return record, wording.html(text), [name for name in work.publishers if name not in wording.plain(text)]


PRINT = Form("print", ".print.html", "text/html; charset=utf-8", "Print", 500, write, use="print")
