"""A row behind each address of the admin: drafts and terms that nobody who asks has made."""

import uuid
from collections.abc import Callable
from types import SimpleNamespace

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from icpr.admin.history import HistoryAdmin
from icpr.audit.models import AuditEntry, Event
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
from icpr.lib.history import revisions
from icpr.operations.models import Operation
from pillars.models import ActionItem, AgencyExample, Finding, FocusArea, Pillar, Practice, Recommendation, Topic
from resources.contributions.models import OwnDraft
from resources.curation import history
from resources.feedback.models import Feedback
from resources.following.announcements import Announcement
from resources.link_checks.models import CheckedAddress
from resources.models import (
    AddressReport,
    Audience,
    BestBet,
    Collection,
    ModelPolicy,
    PoliceChiefArticle,
    PreviewLink,
    Publisher,
    Resource,
    SearchAddress,
    SearchCount,
    SynonymGroup,
    Tag,
)
from resources.review.models import Proposal
from resources.terms.models import Alias
from tests import factories as make
from tests.resources.following.announcements import make_announcement


def draft(kind: str) -> Resource:
    record = make.make_publishable(title=f"Draft {name()}", kind=kind)
    make.make_document(resource=record, file=ContentFile(b"Words.", name="words.txt"), format="txt")
    PreviewLink.objects.create(resource=record)
    return record


def checked_address() -> CheckedAddress:
    url = f"https://example.org/{name()}"
    return CheckedAddress.objects.create(url=url, host="example.org", due_at=timezone.now())


def name() -> str:
    return uuid.uuid4().hex[:8]


# How a row of each table is made. A new entry of the admin has its line here.
ROWS: dict[type[Model], Callable[[], Model]] = {
    Resource: lambda: draft("report"),
    ModelPolicy: lambda: draft("model-policy"),
    PoliceChiefArticle: lambda: draft("police-chief-article"),
    Collection: lambda: draft("collection"),
    OwnDraft: lambda: OwnDraft.objects.get(pk=draft("report").pk),
    Publisher: lambda: make.make_publisher(name=name()),
    Tag: lambda: make.make_tag(name=name()),
    Alias: lambda: Alias.objects.create(kind="tag", name=name(), term=make.make_tag(name=name()).pk),
    Audience: lambda: make.make_audience(position=Audience.objects.count() + 1, name=name()),
    CheckedAddress: checked_address,
    SearchAddress: lambda: SearchAddress.objects.create(name=name(), pattern="https://example.org/?q={title}"),
    AddressReport: lambda: AddressReport.objects.create(resource=make.make_resource(), sort="broken"),
    Feedback: lambda: Feedback.objects.create(kind="contact", words="Hello", token_hash=name()),
    SynonymGroup: lambda: SynonymGroup.objects.create(terms=f"{name()}\n{name()}", reason="The same."),
    BestBet: lambda: BestBet.objects.create(query=name(), resource=make.make_resource(), reason="Asked often."),
    SearchCount: lambda: SearchCount.objects.create(day="2026-01-01", query=name(), times=1, results=0, in_part=0),
    Announcement: make_announcement,
    Recommendation: lambda: make.make_item(number=f"{Recommendation.objects.count() + 1}.9"),
    ActionItem: lambda: make.make_item(number=f"6.{ActionItem.objects.count() + 1}.1"),
    Practice: lambda: make.make_practice(name=name()),
    Finding: lambda: make.make_finding(practice=make.make_practice(name=name())),
    AgencyExample: lambda: make.make_example(item=make.make_item(number=f"5.{AgencyExample.objects.count() + 40}")),
    Pillar: lambda: make.make_pillar(number=Pillar.objects.count() + 1),
    FocusArea: lambda: make.make_focus_area(position=FocusArea.objects.count() + 9, name=name()),
    Topic: lambda: make.make_topic(position=Topic.objects.count() + 1, name=name()),
    Operation: lambda: Operation.objects.create(content_type=ContentType.objects.get_for_model(Resource), name="Done."),
    Job: lambda: Job.objects.get_or_create(name=sorted(JOBS)[0])[0],
    User: lambda: User.objects.create_user(name(), is_staff=True),
    Group: lambda: Group.objects.create(name=name()),
    AuditEntry: lambda: AuditEntry.objects.create(event=Event.EXPORT),
}


def everything() -> dict[str, SimpleNamespace]:
    """A row of each table of the admin by the name of its entry, with `given`, the values its addresses take, and of
    those with history `version` and `deleted`, the keys of a version of it and of one of a row that was deleted."""
    make.make_publishable()  # its pillar and focus area are then those of all others, and the rows here in no use
    return {f"{m._meta.app_label}_{m._meta.model_name}": row_of(m, one) for m, one in admin.site._registry.items()}


def row_of(model: type[Model], of: admin.ModelAdmin) -> SimpleNamespace:
    row = ROWS[model]()
    given = dict.fromkeys(("object_id", "pk", "id"), row.pk)
    given |= {"name": "submit", "deed": "claim", "form": "csv", "way": "copy"}
    found = SimpleNamespace(row=row, given=given, version=None, deleted=None)
    if isinstance(row, Resource):
        given |= {"document": row.documents.get().pk, "link": row.preview_links.get().pk}
        answered = {"form": "resource", "state": "declined", "decided_at": timezone.now()}
        given["proposal"] = Proposal.objects.create(number=row.number, title=row.title, **answered).pk
    if isinstance(of, HistoryAdmin):
        found.version = keep(row)
        gone = ROWS[model]()
        found.deleted = keep(gone)
        gone.delete()
    return found


def keep(row: Model) -> int:
    """Keep a row as it stands; the key of the version."""
    save = history.save_revision if isinstance(row, Resource) else revisions.save_revision
    save(row, comment="As it is.", user=None)
    return revisions.versions_of(type(row), row.pk)[0].pk
