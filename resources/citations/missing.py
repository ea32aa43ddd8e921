"""What a reader must know who cites a record: what is not known of it, and what its address is not."""

from collections.abc import Iterable

from resources.citations.work import Work, known_address
from resources.models import Access, AddressEvidence, Kind, Resource

CHANGES = "A collection has no date of its own, for it changes: say on which day you read it."
LEADS_TO = {
    AddressEvidence.LIBRARY_RECORD: "The address is a library’s record of the work, not the work itself.",
    AddressEvidence.ANNOUNCEMENT: "The address is an announcement of the work, not the work itself.",
    AddressEvidence.DIRECTORY: "The address is a list of the publisher, not the work itself.",
}


def missing(record: Resource, publishers: Iterable[str] | None = None) -> list[str]:
    """Sentences about a record read `for_export()`; none where all is known. `publishers` as in `Work.of`."""
    work = Work.of(record, publishers)
    if record.kind == Kind.COLLECTION:
        return [CHANGES]
    said = [
        "" if work.authors else "No author is known to us: the citation begins with the title or the publisher.",
        "" if work.publishers or work.container else "No publisher is known to us.",
        "" if work.date else "No date is known to us: styles write “n.d.”, and MLA leaves it out.",
        LEADS_TO.get(record.address_evidence, ""),
        "" if known_address(record) else "No address of the work is known to us: the one given is of this record.",
        "The work is open to members only." if record.access == Access.MEMBERS else "",
    ]
    return [sentence for sentence in said if sentence]
