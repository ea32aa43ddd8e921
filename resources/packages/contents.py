"""What belongs in the package of a model policy, all read at its start: what changes later does not count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone

from icpr.lib.zipped import Archive, Member, unique_names
from resources.catalogue.tombstone import Tombstone
from resources.citations import STYLES, missing
from resources.models import ChangeNote, Document, Kind, RecordClock, Resource

COVER = "Cover sheet.html"
STYLE = Path(__file__).with_name("cover_sheet.css").read_text()
MOST_EARLIER = 100  # editions that are told of


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the policy. member: of one that is held, as it lies in the package; None when it is not, or when its
    file is not where it should be."""

    document: Document
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An edition that this one takes the place of: public itself, or as the public last saw it."""

    record: Resource | None = None
    gone: Tombstone | None = None


@dataclass(frozen=True, slots=True)
class Package:
    name: str
    archive: Archive


def of_number(number: int) -> Package | None:
    """The package of a policy by its permanent number; None for what is not public now or no model policy.

    A fixed number of queries, none of which is asked later. Of each file held it is seen whether it is there.
    """
    at = timezone.now()
    notes = Prefetch("notes", ChangeNote.objects.filter(told_at__lte=at))
    public = Resource.objects.published(at).for_export().prefetch_related(None)
    record = public.prefetch_related("authors", "publishers", "documents", notes).filter(number=number).first()
    if record is None or record.kind != Kind.MODEL_POLICY:
        return None
    papers = list(_papers(record))
    cover = Member.of_text(COVER, _cover_sheet(record, papers, earlier(record, at)))
    held = [paper.member for paper in papers if paper.member]
    return Package(f"{record.permanent_number}-package.zip", Archive([cover, *held]))


def _papers(record: Resource) -> Iterator[Paper]:
    documents = record.documents.all()
    wanted = (f"{place} {each}.{each.format or 'bin'}" for place, each in enumerate(documents, 1))
    for document, name in zip(documents, unique_names([COVER, *wanted])[1:], strict=True):
        yield Paper(document, _member(document, name) if document.is_held else None)


def _member(document: Document, name: str) -> Member | None:
    try:
        return Member.of_file(name, document.file.storage, document.file.name)
    except OSError:
        return None


def earlier(record: Resource, at: datetime) -> list[Earlier]:
    """The editions before a record, and those before them, the last number first. Of what is not public only what the
    public saw of it; of what never was, nothing."""
    keys = _keys_before(record)
    notes = Prefetch("notes", ChangeNote.objects.filter(told_at__lte=at))
    public = Resource.objects.published(at).filter(pk__in=keys).without_texts().prefetch_related(notes)
    gone = RecordClock.objects.gone(at).filter(record__in=keys).select_related("record__superseded_by")
    numbered = {each.number: Earlier(record=each) for each in public}
    numbered |= {clock.number: Earlier(gone=Tombstone(clock)) for clock in gone}
    return [numbered[number] for number in sorted(numbered, reverse=True)]


def _keys_before(record: Resource) -> list[int]:
    """Of all records on the way to this one, in whatever state: few records take the place of another."""
    before: dict[int, list[int]] = {}
    for key, later in Resource.objects.filter(superseded_by__isnull=False).values_list("pk", "superseded_by"):
        before.setdefault(later, []).append(key)
    found = [record.pk]
    for key in found:  # grows while it is read, so that those before those before are found
        found += [each for each in before.get(key, ()) if each not in found]
    return found[1 : MOST_EARLIER + 1]


def _cover_sheet(record: Resource, papers: list[Paper], editions: list[Earlier]) -> str:
    """As a page of its own that also prints; nothing in it is of today, so that it stays as it is."""
    later = record.superseded_by
    context = {
        "record": record,
        "papers": papers,
        "number_held": sum(paper.member is not None for paper in papers),
        "citations": [(style.label, style.write(record)) for style in STYLES.values()],
        "missing": missing(record),
        "earlier": editions,
        "later": later if later and later.is_published() else None,
        "style": STYLE,
    }
    return render_to_string("resources/cover_sheet.html", context)
