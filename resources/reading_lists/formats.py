"""The forms of a reading list: those of the catalogue's lists, some with what only a list of a reader has."""

from dataclasses import replace

from icpr.lib.formats import Form, Part
from resources import formats
from resources.formats.atom import ATOM
from resources.formats.data import JSON
from resources.formats.json_feed import JSON_FEED
from resources.formats.printed import PRINT
from resources.formats.table import CSV
from resources.reading_lists import changes_feed, data, print_pack, table
from resources.reading_lists.source import not_cited


def _cited(form: Form) -> Form:
    """A form for works alone, which says what of the list it cannot hold."""

    def write(part: Part):
        part.notices += not_cited(part.source.shown)
        return form.write(part)

    return replace(form, write=write)


OWN = {
    CSV: replace(CSV, write=table.write),
    JSON: replace(JSON, write=data.write, limit=1_000, is_paged=False),  # a list is small, and one file
    PRINT: replace(PRINT, label="Print pack", write=print_pack.write, parameters=("style",)),
    ATOM: replace(ATOM, write=changes_feed.write_atom, parameters=()),
    JSON_FEED: replace(JSON_FEED, write=changes_feed.write_json, parameters=()),
}
FORMS = tuple(OWN.get(form) or (_cited(form) if form.use == "cite" else form) for form in formats.FORMS)
BY_SUFFIX = {form.suffix: form for form in FORMS}
FEEDS = tuple(form for form in FORMS if form.use == "follow")
