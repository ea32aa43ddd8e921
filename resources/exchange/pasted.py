"""One work that somebody pastes: an address, a DOI, a line of a list of references, or RIS, BibTeX or CSL-JSON.

It is read as an import reads it, and nothing is asked of the network. Only what is certain is filled in; what the
library has no word for stands in the note for staff, and what was not read is said.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Count, Q

from icpr.lib.confined.limits import Limits
from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.known import Known
from icpr.lib.exchange.reading import CSV, kind_of, sheet_of
from icpr.lib.exchange.sheets import Row, Sheet
from icpr.lib.typed_dates import KnownDate
from resources.exchange import works
from resources.exchange.citation_lines import RESOLVED, addresses_in, number_of, read_line
from resources.exchange.records import RESOURCES
from resources.models import AddressEvidence, Kind, Publisher, Resource
from resources.terms.models import Alias, TermKind

LONGEST = 50_000  # characters
LONGEST_LINE = 3_000
MOST_AUTHORS = 50
LIMITS = Limits(processor=10, wall=20)
FEWEST = 3  # records at a host, from which on all of them tell whose it is
WHAT = "an address, a DOI, one line of a list of references, or one work as RIS, BibTeX or CSL-JSON"
NOTHING = f"Nothing was understood. Paste {WHAT}."
SEVERAL = "These are {} works. Paste one, or bring all of them in at once from a file."
UNREAD = "Not read: “{}”"
NOT_TAKEN = "{} is not filled in but stands in the note for staff: {}"
OF_HOST = "The publisher is that of all {} public records here at {}."


class SeveralWorks(Unreadable):
    """Raised for more than one work, which is for an import."""


@dataclass
class Pasted:
    """What was understood: column → value as the cells of an import read it, and what there is to say of it.

    `texts` says the same in words: label of a field → text, in the order of a record. `addresses` are those under which
    the work may be in the library already.
    """

    values: dict[str, object] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def read(text: str) -> Pasted:
    """What a text says of one work. Raises `SeveralWorks`, and Unreadable with what to do."""
    if (kind := _kind_of(text)) == CSV:
        work, unread = _of_lines(text)
        return _understood(work, list(map(UNREAD.format, unread)))
    sheet, _ = sheet_of(text.encode(), kind, LONGEST, limits=LIMITS)
    if len(sheet.rows) > 1:
        raise SeveralWorks(SEVERAL.format(len(sheet.rows)))
    work = dict(zip(sheet.heads, sheet.rows[0].cells, strict=False)) if sheet.rows else {}
    if not any(work.get(name) for name in ("title", "URL", "DOI")):
        raise Unreadable(NOTHING)
    return _understood(work, list(sheet.notices))


def _kind_of(text: str) -> str:
    try:
        kind = kind_of(text.encode())
    except Unreadable as error:
        raise Unreadable(NOTHING) from error
    return "csl" if kind == "json" else kind


def _of_lines(text: str) -> tuple[works.Work, tuple[str, ...]]:
    """A work by its address, its DOI or a citation, which may be wrapped; and what of that was not read."""
    if (number := number_of(text)) > 1:
        raise SeveralWorks(SEVERAL.format(number))
    text = " ".join(text.split())
    if re.fullmatch(r"[^\s/.]+\.\S+/\S*", text) and not addresses_in(text):  # as people say it: example.org/guide
        text = f"https://{text}"
    if len(text) > LONGEST_LINE:
        raise Unreadable(NOTHING)
    known = _names_of_publishers()
    line = read_line(text, lambda name: TermKind.PUBLISHER.key_of(name) in known)
    if not line.says_something:
        raise Unreadable(NOTHING)
    said = {"title": line.title, "issued": line.date, "publisher": line.publisher, "URL": line.url, "DOI": line.doi}
    return {name: value for name, value in said.items() if value}, line.unread


def _names_of_publishers() -> set[str]:
    """What names of publishers are compared by: their own, and their other ones."""
    own = map(TermKind.PUBLISHER.key_of, Publisher.objects.values_list("name", flat=True))
    return {*own, *Alias.objects.filter(kind=TermKind.PUBLISHER).values_list("key", flat=True)} - {""}


def _understood(work: works.Work, told: list[str]) -> Pasted:
    """A work as the columns of a record, read as an import reads a line."""
    resolved = f"{RESOLVED}{work['DOI']}" if work.get("DOI", "").startswith("10.") else ""
    address = work.get("URL") or resolved
    if address and not _is_address(address):
        told, address = [*told, UNREAD.format(address)], ""
    found = Pasted(told=told, addresses=list(dict.fromkeys(filter(None, [address, resolved]))))
    cells, known, unfit = _cells({**work, "URL": address}), Known(RESOURCES.refer), {}
    for column in (column for column in RESOURCES.columns if cells.get(column.name)):
        label = column.label.capitalize()
        try:
            value = column.cell.read(cells[column.name], known)
            if column.name == "authors" and len(value) > MOST_AUTHORS:
                raise ValidationError(f"There are {len(value)}, and the form takes {MOST_AUTHORS} at once.")
        except ValidationError as error:
            unfit[label] = cells[column.name]
            told.append(NOT_TAKEN.format(label, " ".join(error.messages)))
        else:
            found.values[column.name], found.texts[label] = value, _words(value, cells[column.name])
    if address and "publishers" not in cells:
        _fill_publisher(found, works.host_of(address))
    _add_to_note(found, unfit)
    return found


def _is_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True


def _cells(work: works.Work) -> dict[str, str]:
    """The cells of a line of an import, without those that are empty; with the address, which somebody gave for this
    one work, and without a kind that only says that nothing is known of it."""
    sheet = works.lines_of(Sheet(tuple(work), [Row(1, tuple(work.values()))], works=True))
    cells = dict(zip(sheet.heads, sheet.rows[0].cells, strict=True)) | {"official_url": work["URL"]}
    unseen = f"{works.UNSEEN}: {work['URL']}"
    cells["staff_note"] = "\n".join(line for line in cells["staff_note"].split("\n") if line != unseen)
    if cells["kind"] == Kind.OTHER.label:
        del cells["kind"]
    return {name: text for name, text in cells.items() if text}


def _words(value: object, cell: str) -> str:
    """What a page says of a value: names and dates as readers see them."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value) if isinstance(value, KnownDate) else cell


def _fill_publisher(found: Pasted, host: str) -> None:
    """The one that lists its works at a host, or that all public records there have."""
    listing = Publisher.objects.exclude(directory_url="")
    publishers = [one for one in listing if works.host_of(one.directory_url) == host]
    if not publishers:
        there = Q(official_url__icontains=f"//{host}/") | Q(official_url__icontains=f"//www.{host}/")
        records = Resource.objects.published().filter(there, address_evidence=AddressEvidence.OWN_PAGE).order_by()
        if (number := records.count()) >= FEWEST:
            have = Publisher.objects.filter(resources__in=records.values("pk")).annotate(number=Count("resources"))
            publishers = list(have.filter(number=number))
            found.told += [OF_HOST.format(number, host)] if len(publishers) == 1 else []
    if len(publishers) == 1:
        found.values["publishers"], found.texts["Publishers"] = publishers, publishers[0].name


def _add_to_note(found: Pasted, unfit: dict[str, str]) -> None:
    """Put what fits no field into the note for staff."""
    said = [found.values.get("staff_note", ""), *(f"{label}: {text}" for label, text in unfit.items())]
    if note := "\n".join(filter(None, said)):
        label = Resource._meta.get_field("staff_note").verbose_name.capitalize()
        found.values["staff_note"] = found.texts[label] = note


def initial_of(found: Pasted) -> dict[str, object]:
    """What the fields of a record's form begin with; authors are rows beside."""
    initial = {name: value for name, value in found.values.items() if name not in ("authors", "issued")}
    if "publishers" in initial:
        initial["publishers"] = [one.pk for one in initial["publishers"]]
    return initial | ({"issued_on": str(found.values["issued"])} if "issued" in found.values else {})
