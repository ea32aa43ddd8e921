"""BibTeX, for LaTeX and for programs that keep references."""

from collections.abc import Iterator

from icpr.lib.formats import Form, Part
from resources import citations
from resources.formats.reading import records


def write(part: Part) -> Iterator[str]:
    return map(citations.bibtex, records(part))


BIBTEX = Form("bibtex", ".bib", "application/x-bibtex; charset=utf-8", "BibTeX", 1_000, write, use="cite", is_file=True)
