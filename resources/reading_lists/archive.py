"""A reading list with the files that the library holds of it, as one ZIP archive with a page to begin from."""

from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from icpr.lib.zipped import Archive, Member
from resources.citations import STYLES, wording
from resources.citations.work import Work
from resources.formats import reading
from resources.formats.text import DEFAULT
from resources.models import Document, Resource
from resources.reading_lists import held_documents
from resources.reading_lists.contents import Shown
from resources.reading_lists.source import ListSource

MOST = 400_000_000  # bytes of files in one archive
INDEX = "index.html"


@dataclass(slots=True)
class Files:
    """Of a record: those in the archive, by name, and those that are not, each with the reason."""

    held: list[tuple[str, Document]] = field(default_factory=list)
    left_out: list[tuple[str, Document]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Packed:
    """An entry on the page to begin from. citation: "" for what is no work. elsewhere: the papers of the record, or
    the one that is the entry, that are at an address elsewhere."""

    shown: Shown
    record: Resource | None
    citation: SafeString | str
    files: Files
    elsewhere: list[Document]


def of_list(source: ListSource) -> Archive:
    """What is public is asked at one moment, before the first file is read. Raises nothing for a file that is missing:
    the page says so."""
    at = timezone.now()
    members, files = _members(held_documents.read(source.shown, at))
    records = {record.pk: record for record in reading.of_ids(source.ids())}
    groups = [(name, [_packed(each, records, files) for each in some]) for name, some in source.groups]
    context = {"kept": source.kept, "address": source.address, "groups": groups, "number": len(members), "at": at}
    return Archive([Member.of_text(INDEX, render_to_string("lists/archive_index.html", context)), *members])


def _members(documents: list[Document]) -> tuple[list[Member], dict[int, Files]]:
    """The files, and what became of each document, by the primary key of its record."""
    members, files, room = [], {}, MOST
    for document in documents:
        of_record = files.setdefault(document.resource_id, Files())
        try:
            member = Member.of_file(document.download_name, document.file.storage, document.file.name)
        except OSError:
            of_record.left_out.append(("The library’s copy cannot be read at the moment.", document))
            continue
        if member.size > room:
            of_record.left_out.append(("Not in this archive, which would be too large with it.", document))
            continue
        room -= member.size
        members.append(member)
        of_record.held.append((member.name, document))
    return members, files


def _packed(shown: Shown, records: dict[int, Resource], files: dict[int, Files]) -> Packed:
    record = records.get(shown.record.pk) if shown.record else None
    if record is None:
        return Packed(shown, None, "", Files(), [])
    found, papers = files.get(record.pk, Files()), record.documents.all()
    if shown.document:
        found = Files(*([each for each in some if each[1] == shown.document] for some in (found.held, found.left_out)))
        papers = [paper for paper in papers if paper == shown.document]
    citation = wording.html(STYLES[DEFAULT].compose(Work.of(record)))
    return Packed(shown, record, citation, found, [paper for paper in papers if paper.url])
