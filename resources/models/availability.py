"""Whether a record can be opened, and where: one value, worked out by one rule, which the database applies."""

from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from resources.models.vocabulary import Access, AddressEvidence


class Availability(models.TextChoices):
    """From what is nearest to the reader to what is farthest. The value is also its word in addresses."""

    HELD = "held", "Held here"
    OPEN = "open", "Open at the publisher"
    PUBLISHER = "publisher", "At the publisher"
    MEMBERS = "members", "Members or sign-in at the publisher"
    ABSTRACT = "abstract", "Abstract only"
    ANNOUNCEMENT = "announcement", "Announcement only"
    DIRECTORY = "directory", "In the publisher’s directory"
    NONE = "none", "No address known"

    @property
    def is_openable(self) -> bool:
        """Whether the work itself is a click away, for all that we know."""
        return self in OPENABLE

    @property
    def meaning(self) -> str:
        """What the value says of the record, in a sentence."""
        return MEANINGS[self]

    @property
    def evidence(self) -> AddressEvidence | None:
        """What the address leads to that gives a record this value; None where that is no address."""
        return EVIDENCE.get(self)


OPENABLE = (Availability.HELD, Availability.OPEN, Availability.PUBLISHER)
EVIDENCE = {
    Availability.OPEN: AddressEvidence.OWN_PAGE,
    Availability.PUBLISHER: AddressEvidence.OWN_PAGE,
    Availability.MEMBERS: AddressEvidence.OWN_PAGE,
    Availability.ABSTRACT: AddressEvidence.LIBRARY_RECORD,
    Availability.ANNOUNCEMENT: AddressEvidence.ANNOUNCEMENT,
    Availability.DIRECTORY: AddressEvidence.DIRECTORY,
}
MEANINGS = {
    Availability.HELD: "The library holds a file of it.",
    Availability.OPEN: "The publisher’s own page, open to all.",
    Availability.PUBLISHER: "The publisher’s own page. Whether it is open to all is not known to us.",
    Availability.MEMBERS: "The publisher’s own page, for its members or after signing in.",
    Availability.ABSTRACT: "A library’s record of the work, with an abstract, and not the work itself.",
    Availability.ANNOUNCEMENT: "A page that tells of the work, and not the work itself.",
    Availability.DIRECTORY: "A list of the publisher that names it: look there for the title.",
    Availability.NONE: "No address of it is known to us.",
}


def availability_from(papers: QuerySet) -> Case:
    """The rule, as an expression over `Resource` with the value as text; `papers` are all documents.

    A file held here comes first, then the best that the address of the record or of one of its papers leads to. Of the
    publisher's own page the record's access says for whom it is.
    """
    of_record = papers.filter(resource=OuterRef("pk"))
    return Case(
        When(Exists(of_record.exclude(file="")), then=Value(Availability.HELD)),
        *(
            When(_leads_to(of_record, value.evidence) & Q(access=access), then=Value(value))
            for access, value in ((Access.OPEN, Availability.OPEN), (Access.MEMBERS, Availability.MEMBERS))
        ),
        *(
            When(_leads_to(of_record, value.evidence), then=Value(value))
            for value in (
                Availability.PUBLISHER,
                Availability.ABSTRACT,
                Availability.ANNOUNCEMENT,
                Availability.DIRECTORY,
            )
        ),
        default=Value(Availability.NONE),
        output_field=CharField(),
    )


def _leads_to(papers: QuerySet, evidence: AddressEvidence) -> Q:
    return Q(address_evidence=evidence) | Q(Exists(papers.filter(address_evidence=evidence)))
