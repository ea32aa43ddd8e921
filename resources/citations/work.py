"""The facts of a record that citations are made of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from icpr.lib.http.site import absolute
from icpr.lib.text.fields import one_line
from resources.citations.kinds import Cited, cited
from resources.models import AddressEvidence, Author, DatePrecision, Resource

# What may follow a name, after a comma or a space, and is not turned round with it.
SUFFIX = re.compile(r"(.+?),? (Jr\.?|Sr\.?|II|III|IV)")


@dataclass(frozen=True, slots=True)
class Name:
    """A person by family name, given names and what follows them ("Jr."), or an organization, which is never parted."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    organization: str = ""

    @classmethod
    def of(cls, author: Author) -> "Name":
        family, given = one_line(author.family_name), one_line(author.given_names)
        if found := SUFFIX.fullmatch(given):
            return cls(family, found[1], found[2])
        if found := SUFFIX.fullmatch(family):
            return cls(found[1], given, found[2])
        return cls(family, given, organization=one_line(author.organization))

    @property
    def inverted(self) -> str:
        """Family name first: "King, Martin Luther, Jr."; an organization as it is."""
        return self.organization or ", ".join(filter(None, [self.family, self.given, self.suffix]))

    @property
    def straight(self) -> str:
        """As it is spoken: "Martin Luther King Jr."; an organization as it is."""
        return self.organization or " ".join(filter(None, [self.given, self.family, self.suffix]))


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of a work, each text one line; what is not known is empty.

    number: the record's permanent number. date: year, month and day, as far as they are known. container: the magazine,
    journal or blog it stands in; series: the one it belongs to. language: its code. url: the official address of the
    work, or the permanent one of the record.
    """

    number: str
    cited: Cited
    title: str
    authors: list[Name]
    publishers: list[str]
    date: list[int]
    container: str
    series: str
    volume: str
    issue: str
    pages: str
    language: str
    url: str

    @classmethod
    def of(cls, record: Resource, publishers: Iterable[str] | None = None) -> "Work":
        """The facts of a record read `for_export()`. `publishers`: their names, where they were read elsewhere."""
        publication = one_line(record.publication)
        row = cited(record.kind, publication)
        if publishers is None:
            publishers = (publisher.name for publisher in record.publishers.all())
        return cls(
            number=record.permanent_number,
            cited=row,
            title=one_line(record.title),
            authors=[Name.of(author) for author in record.authors.all()],
            publishers=sorted(map(one_line, publishers), key=str.casefold),
            date=_date(record),
            container=publication if row.is_part else "",
            series="" if row.is_part else publication,
            volume=one_line(record.volume),
            issue=one_line(record.issue),
            pages=one_line(record.pages),
            language=record.language,
            url=known_address(record) or absolute(record.permanent_url),
        )


def known_address(record: Resource) -> str:
    """The official address, else that of its first paper which is on a page of the publisher; "" if none is known."""
    papers = (paper for paper in record.documents.all() if paper.address_evidence == AddressEvidence.OWN_PAGE)
    return record.official_url or next((paper.url for paper in papers), "")


def _date(record: Resource) -> list[int]:
    on = record.issued_on
    known = {"": 0, DatePrecision.YEAR: 1, DatePrecision.MONTH: 2, DatePrecision.DAY: 3}[record.issued_precision]
    return [on.year, on.month, on.day][:known] if on else []
