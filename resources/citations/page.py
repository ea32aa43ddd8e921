"""What the page of a record says on citing it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from icpr.lib.formats.links import Link, forms_of, links
from icpr.lib.text.languages import attributes
from resources.citations import STYLES, missing, wording
from resources.citations.work import Work
from resources.models import Resource


@dataclass(frozen=True, slots=True)
class Citation:
    """In one style: its name, and the text with titles in italics."""

    style: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Cite:
    """citations: in each style. missing: what is not known, in sentences. files: for programs."""

    citations: list[Citation]
    missing: list[str]
    files: list[Link]


def of_record(record: Resource, publishers: Iterable[str]) -> Cite:
    """For a public record read with authors and documents. `publishers`: their names. Asks the database nothing."""
    names, forms = list(publishers), links(forms_of("resource"), record.record_url)
    work, of_title = Work.of(record, names), attributes(record.language)
    return Cite(
        citations=[
            Citation(style.label, wording.html(style.compose(work), work.title, of_title)) for style in STYLES.values()
        ],
        missing=missing(record, names),
        files=[link for link in forms if link.form.use == "cite" and link.form.is_file],
    )
