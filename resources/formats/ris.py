"""RIS, for programs that keep references."""

from collections.abc import Iterator

from icpr.lib.formats import Form, Part
from resources import citations
from resources.formats.reading import records


def write(part: Part) -> Iterator[str]:
    return map(citations.ris, records(part))


RIS = Form("ris", ".ris", "application/x-research-info-systems", "RIS", 1_000, write, use="cite", is_file=True)
