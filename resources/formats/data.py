"""JSON, for programs: a page of records with all that is public of each, and the counts of the whole list."""

import json
from collections.abc import Iterator

from icpr.lib.formats import Form, Part, links
from icpr.lib.http.site import absolute
from resources.catalogue.facets import FACETS, Facet
from resources.catalogue.listing import Listing, OfRecord
from resources.catalogue.selection import Selection
from resources.formats.reading import records
from resources.models import Resource
from resources.models.serialization import Written

MOST_VALUES = 100  # of a facet; those with most results


def write(part: Part) -> Iterator[str]:
    """One record as it is; of a list what it is, how many, how they fall into facets, and this page of them."""
    found = [as_json(record) for record in records(part)]
    whole = found[0] if isinstance(part.source, OfRecord) and found else about(part) | {"records": found}
    yield json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def about(part: Part) -> Written:
    pages, listing = part.pages, part.source
    return {
        "heading": listing.heading,
        "address": absolute(listing.address),
        "total": listing.total,
        "page": pages.number,
        "pages": pages.last,
        "per_page": pages.size,
        "previous": absolute(pages.previous_url) if pages.previous_url else None,
        "next": absolute(pages.next_url) if pages.next_url else None,
        "notices": [notice.message for notice in part.notices],
        "facets": facets(listing),
    }


def facets(listing: Listing) -> list[Written]:
    """Those a reader can choose from, each with how many records its values would give; none for chosen records."""
    if not listing.has_criteria:
        return []
    selection, criteria = listing.selection, listing.criteria
    shown = [facet for facet in FACETS if facet.is_offered or criteria.chosen(facet.name)]
    values = [{"name": facet.name, "label": facet.label, "values": _values(selection, facet)} for facet in shown]
    years = [_value(str(year), str(year), number, year in _years(selection)) for year, number in selection.year_counts]
    if selection.undated_count:
        years.append(_value("undated", "No known date", selection.undated_count, criteria.undated))
    return [*values, {"name": "year", "label": "Year", "values": years}]


def _values(selection: Selection, facet: Facet) -> list[Written]:
    counts = selection.counts(facet, MOST_VALUES)
    return [_value(count.value.key, count.value.label, count.number, count.chosen) for count in counts]


def _value(key: str, label: str, number: int, is_chosen: bool) -> Written:
    return {"key": key, "label": label, "number": number, "chosen": is_chosen}


def _years(selection: Selection) -> range:
    """The years that are asked for; none where there is no limit of years."""
    since, until = selection.criteria.since, selection.criteria.until
    return range(0) if since is until is None else range(since or 0, (until or 9999) + 1)


def as_json(record: Resource) -> Written:
    """What is public of a record, with the addresses of its citations."""
    cited = links.links(links.forms_of("resource"), record.record_url)
    forms = {link.form.name: absolute(link.url) for link in cited if link.form.use == "cite"}
    return record.as_dict() | {"cite": forms}


JSON = Form("json", ".json", "application/json", "JSON", 100, write, use="data", is_paged=True)
