"""CSL-JSON, for programs that keep references and for Pandoc: a list of items."""

import json
from collections.abc import Iterator

from icpr.lib.formats import Form, Part
from resources import citations
from resources.formats.reading import records


def write(part: Part) -> Iterator[str]:
    yield "["
    for place, record in enumerate(records(part)):
        yield ("," if place else "") + "\n" + json.dumps(citations.csl(record), ensure_ascii=False)
    yield "\n]\n"


MEDIA_TYPE = "application/vnd.citationstyles.csl+json"
CSL = Form("csl", ".csl.json", MEDIA_TYPE, "CSL-JSON", 1_000, write, use="cite", is_file=True)
