"""The way to a record's document: what its page offers first, whatever is known of it."""

from dataclasses import dataclass

from django.urls import reverse

from resources.models import Access, AddressEvidence, Availability, Document, Resource
from resources.models.addresses import host_of, is_older

VERBS = {
    AddressEvidence.OWN_PAGE: "Go to its page at",  # who may open it there is not known, or not everybody
    AddressEvidence.LIBRARY_RECORD: "Read the abstract at",
    AddressEvidence.ANNOUNCEMENT: "Read the announcement at",
    AddressEvidence.DIRECTORY: "Look in the list at",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the work or to what tells of it.

    label: "Open at theiacp.org", or "Go to its page at theiacp.org" where that may not be open to all; "Open PDF, 12
    pages, 340 KB". paper: the one it opens, None for an address of the record. is_here: whether the library itself
    gives it. is_older: whether the address may have moved.
    """

    url: str
    label: str
    paper: Document | None = None
    is_here: bool = False
    is_older: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a record consists of, named once, with the ways to all copies of it."""

    document: Document
    ways: list[Way]


@dataclass(frozen=True)
class Opening:
    """The ways to the document of a record that was read `for_detail()`, without a further query.

    token: of a preview, whose files have addresses of their own; "" for a public record.
    """

    record: Resource
    token: str = ""

    @property
    def first(self) -> Way | None:
        """The best there is, by the record's availability: its file, or the address that leads nearest to the work.
        None when no address is known."""
        record, papers = self.record, self.record.documents.all()
        if record.availability == Availability.HELD:
            return self.way_to(next(paper for paper in papers if paper.is_held))
        evidence = record.availability.evidence
        if evidence is None:
            return None
        if record.address_evidence == evidence:
            return self.own_address
        return self.way_to(next(paper for paper in papers if paper.address_evidence == evidence))

    @property
    def second(self) -> Way | None:
        """The record's own address, where the first way is another."""
        return self.own_address if self.first and self.first.paper else None

    @property
    def own_address(self) -> Way | None:
        record = self.record
        return self._outside(record.official_url, record.address_evidence) if record.official_url else None

    @property
    def papers(self) -> list[Paper]:
        """The papers in reading order, each once. None when all there is, is one copy that the first way opens."""
        papers: dict[tuple[str, str, str], Paper] = {}
        documents = self.record.documents.all()
        for document in documents:
            same = document.role, document.title.casefold(), document.language
            way = self.way_to(document)
            papers.setdefault(same, Paper(document, [])).ways.extend([way] if way else [])
        is_all_there = self.first and [self.first.paper] == list(documents)
        return [] if is_all_there else list(papers.values())

    @property
    def not_held(self) -> int:
        """How many of the papers are known to exist and no more."""
        return sum(not paper.ways for paper in self.papers)

    def way_to(self, paper: Document) -> Way | None:
        if not paper.is_held:
            return self._outside(paper.url, paper.address_evidence, paper) if paper.url else None
        address = paper.get_absolute_url()
        if self.token:
            address = reverse("preview-document", args=[self.token, paper.pk, paper.download_name])
        return Way(address, f"Open {paper.file_facts}", paper, is_here=True)

    def _outside(self, url: str, evidence: str, paper: Document | None = None) -> Way:
        is_open = evidence == AddressEvidence.OWN_PAGE and self.record.access == Access.OPEN
        verb = "Open at" if is_open else VERBS[AddressEvidence(evidence)]
        return Way(url, f"{verb} {host_of(url)}", paper, is_older=is_older(url))
