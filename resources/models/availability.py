"""Whether a record can be opened, and where: one value, worked out by one rule, which the database applies."""

from django.db import models
from django.db.models import CharField, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from icpr.lib.database.switch import Switch
from resources.models.vocabulary import Access, AddressEvidence, Kind


class Availability(models.TextChoices):
    """From what is nearest to the reader to what is farthest. The value is also its word in addresses."""

    HELD = "held", "Held here"
    HERE = "here", "Read here"
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


OPENABLE = (Availability.HELD, Availability.HERE, Availability.OPEN, Availability.PUBLISHER)
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
    Availability.HERE: "A page of this library.",
    Availability.OPEN: "The publisher’s own page, open to all.",
    Availability.PUBLISHER: "The publisher’s own page. Whether it is open to all is not known to us.",
    Availability.MEMBERS: "The publisher’s own page, for its members or after signing in.",
    Availability.ABSTRACT: "A library’s record of the work, with an abstract, and not the work itself.",
    Availability.ANNOUNCEMENT: "A page that tells of the work, and not the work itself.",
    Availability.DIRECTORY: "A list of the publisher that names it: look there for the title.",
    Availability.NONE: "No address of it is known to us.",
}


# What an address leads to → how far that is from the work itself; a file held here is no distance away.
DISTANCES = {
    AddressEvidence.OWN_PAGE.value: 1,
    AddressEvidence.LIBRARY_RECORD.value: 2,
    AddressEvidence.ANNOUNCEMENT.value: 3,
    AddressEvidence.DIRECTORY.value: 4,
}
NOWHERE = 5
FOR_WHOM = {Access.OPEN.value: Availability.OPEN.value, Access.MEMBERS.value: Availability.MEMBERS.value}


def availability_from(papers: QuerySet) -> Switch:
    """The rule, as an expression over `Resource` with the value as text; `papers` are all documents.

    A collection is read here, whatever else is known of it. Of other records a file held here comes first, then the
    best that the address of the record or of one of its papers leads to. Of the publisher's own page the record's
    access says for whom it is. One subquery looks at the papers: most pages ask for this value, and a subquery for each
    of the values took longer to make than the whole list to read.
    """
    number, text = IntegerField(), CharField()
    by_address = Switch(F("address_evidence"), DISTANCES, NOWHERE, output_field=number)
    of_paper = Switch(F("file"), {"": by_address}, 0, output_field=number)
    nearest = papers.filter(resource=OuterRef("pk")).order_by(of_paper).values_list(of_paper)[:1]
    of_work = Switch(
        Least(by_address, Coalesce(Subquery(nearest), NOWHERE)),
        {
            0: Availability.HELD.value,
            1: Switch(F("access"), FOR_WHOM, Availability.PUBLISHER.value, output_field=text),
            2: Availability.ABSTRACT.value,
            3: Availability.ANNOUNCEMENT.value,
            4: Availability.DIRECTORY.value,
        },
        Availability.NONE.value,
        output_field=text,
    )
    return Switch(F("kind"), {Kind.COLLECTION.value: Availability.HERE.value}, of_work, output_field=text)
