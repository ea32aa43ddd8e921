"""Works that other programs list, as lines of the table of records. What they say that we do not claim is noted.

A new record is a draft: who publishes it reads the note first.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from icpr.lib.exchange.listed import parted, quoted
from icpr.lib.exchange.sheets import Row, Sheet
from resources.models import AddressEvidence, Kind, Publisher, Tag
from resources.models.vocabulary import LANGUAGES

# Our column → the variable of CSL that fills it as it is.
COLUMNS = {
    "title": "title",
    "authors": "author",
    "issued": "issued",
    "publication": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
}
# The type of a work → our kind. What is not here is of the kind "Other".
KINDS = {
    "article": Kind.ARTICLE,
    "article-journal": Kind.ARTICLE,
    "article-magazine": Kind.ARTICLE,
    "article-newspaper": Kind.ARTICLE,
    "motion_picture": Kind.VIDEO,
    "post-weblog": Kind.BLOG_POST,
    "report": Kind.REPORT,
    "speech": Kind.SPEECH,
    "webpage": Kind.WEB_PAGE,
}
POLICE_CHIEF = {"police chief", "police chief magazine", "the police chief"}
# What goes into the note for staff, and how it is called there: it is not in our words, or nobody has looked at it.
NOTED = {
    "editor": "Editors",
    "publisher-place": "Place",
    "collection-title": "Series",
    "number": "Number",
    "ISBN": "ISBN",
    "ISSN": "ISSN",
    "DOI": "DOI",
    "keyword": "Keywords",
    "abstract": "Abstract, not in our words",
    "note": "Note",
    "id": "Key in the file it came from",
}
UNSEEN = "Address given there, not looked at"
TOLD = "What a list of works says beside our columns, such as abstracts and keywords, stands in the note for staff."
HEADS = ("kind", *COLUMNS, "publishers", "language", "official_url", "address_evidence", "tags", "staff_note")

Work = Mapping[str, str]


def lines_of(sheet: Sheet) -> Sheet:
    """The rows of a list of works as rows of our table, with the same numbers."""
    own_hosts, tags = _own_hosts(), {tag.name.casefold(): tag.name for tag in Tag.objects.all()}
    works = [(row.line, dict(zip(sheet.heads, row.cells, strict=False))) for row in sheet.rows]
    rows = [Row(line, tuple(_cells(work, own_hosts.__contains__, tags))) for line, work in works]
    return Sheet(HEADS, rows, (*sheet.notices, TOLD))


def _own_hosts() -> set[str]:
    """The hosts at which publishers list their works: an address there is on the publisher's own page."""
    addresses = Publisher.objects.exclude(directory_url="").values_list("directory_url", flat=True)
    return {host for address in addresses if (host := host_of(address))}


def host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _cells(work: Work, is_own: Callable[[str], bool], tags: Mapping[str, str]) -> list[str]:
    address = work.get("URL", "")
    is_own_page = is_own(host_of(address))
    words = [word for (word,) in parted(work.get("keyword", ""), ";\n")]
    known = dict.fromkeys(tags[word.casefold()] for word in words if word.casefold() in tags)
    noted = {NOTED[name]: work[name] for name in NOTED if work.get(name)}
    if address and not is_own_page:
        noted[UNSEEN] = address
    said = {
        "kind": _kind(work),
        **{column: work.get(variable, "") for column, variable in COLUMNS.items()},
        "publishers": quoted(work.get("publisher", ""), ";\n"),
        "language": _language(work.get("language", "")),
        "official_url": address if is_own_page else "",
        "address_evidence": AddressEvidence.OWN_PAGE.label if is_own_page else "",
        "tags": "; ".join(quoted(tag, ",;\n") for tag in known),
        "staff_note": "\n".join(f"{name}: {text}" for name, text in noted.items()),
    }
    return [said[head] for head in HEADS]


def _kind(work: Work) -> str:
    if work.get("container-title", "").casefold() in POLICE_CHIEF:
        return Kind.POLICE_CHIEF_ARTICLE.label
    return KINDS.get(work.get("type", ""), Kind.OTHER).label


def _language(text: str) -> str:
    """One of ours by its code, as en or en-US, or its name; "" for what is none."""
    said = text.casefold().partition("-")[0].strip()
    return next((label for code, label in LANGUAGES if said in {code, label.casefold()}), "")
