"""The history of records of the catalogue: with their tags, papers and authors, under the rules of publishing."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from reversion.models import Version

from icpr.admin import idempotency
from icpr.admin.history import SAFE, HistoryAdmin
from icpr.lib.history.revisions import record_in
from icpr.lib.history.version_fields import differing_fields
from icpr.operations.undo import Undoing
from resources.curation import history, history_texts
from resources.curation.apply import locked
from resources.curation.rights import FOR_PUBLISHERS, may_change
from resources.curation.telling import AskForm, tell
from resources.models import Resource
from resources.search import indexing

PUBLISH = "resources.publish_resource"
STATE = set(Resource.STATE_FIELDS)
SEEN = "Readers may have seen it, so it cannot be a draft again. Withdraw it instead."
STATE_FOR_PUBLISHERS = "Its state would change, and that is for publishers."


class RecordHistoryAdmin(HistoryAdmin):
    version_template = "admin/resources/version.html"
    carried = history.CARRIED

    @contextmanager
    def create_revision(self, request: HttpRequest):
        """A form saves a record with its parts: its words and its version are written once, when all are saved."""
        if request.method in SAFE:  # a page that is only looked at takes no lock
            yield
            return
        with indexing.deferred(), history.recorded(request.user, explicit=True):
            yield

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        history.add_version(form.instance)

    def contents(self, version: Version) -> dict[str, str]:
        return history_texts.contents(version)

    def contents_now(self, record: Resource) -> dict[str, str]:
        return history_texts.contents_now(record)

    def restore(self, request: HttpRequest, version: Version, comment: str) -> tuple[Resource, list[str]]:
        may_publish = request.user.has_perm(PUBLISH)
        before = Resource.objects.filter(pk=version.object_id).first()
        if before and not may_change(request.user, before):
            raise ValidationError(FOR_PUBLISHERS)
        with transaction.atomic():
            record, missing = history.restore(version, user=request.user, comment=comment, may_publish=may_publish)
            if (told := getattr(request, "told", None)) and idempotency.take(request):
                tell(record, told)
        return record, missing

    def relate(self, request: HttpRequest, record: Resource, name: str, term: Model, *, is_added: bool) -> None:
        """Under the rules of publishing: what it was fit for before it must be after. Its words to search by follow."""
        if not may_change(request.user, record):
            raise ValidationError(FOR_PUBLISHERS)
        must_stay = record.must_stay_publishable() and not is_added
        before = record.publish_errors() if must_stay else []
        with indexing.deferred():
            terms = getattr(record, name)
            (terms.add if is_added else terms.remove)(term)
            if must_stay and (reasons := [one for one in record.publish_errors() if one not in before]):
                raise ValidationError(reasons)
            record.save()
        history.add_version(record)

    def related_keys(self, version: Version, name: str) -> list:
        """Of tags the rows between are versions beside the record's own."""
        return history.tags_in(version) if name == "tags" else super().related_keys(version, name)

    def lock_rows(self, keys: list) -> None:
        list(locked(keys))

    def undo_errors(self, request: HttpRequest, row: Undoing) -> list[str]:
        """Also what `restore` would leave as it is: the state, for who may not publish, and what readers have seen."""
        errors = super().undo_errors(request, row)
        if errors or row.goal is None:
            return errors
        if row.record is None:
            differing = {name for name in STATE if getattr(record_in(row.goal), name) != getattr(Resource(), name)}
        else:
            differing = differing_fields(row.record, row.goal)
            if row.record.has_been_public() and record_in(row.goal).is_draft:
                return [SEEN]
        if differing & STATE and not request.user.has_perm(PUBLISH):
            return [STATE_FOR_PUBLISHERS]
        return [] if row.record is None or may_change(request.user, row.record) else [FOR_PUBLISHERS]

    def address_of(self, record: Resource) -> str:
        """Not under a kind of its own: a version may have made it another kind."""
        return reverse(f"{self.admin_site.name}:resources_resource_change", args=[record.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        """What readers may have seen is withdrawn, never deleted; what they will see is deleted by publishers."""
        if obj is not None and (obj.has_been_public() or not may_change(request.user, obj)):
            return False
        return super().has_delete_permission(request, obj)

    def recoverlist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if self.model is not Resource:  # a proxy would count every record of another kind as deleted
            return redirect(f"{self.admin_site.name}:resources_resource_recoverlist")
        return super().recoverlist_view(request, extra_context)

    def _show_version(self, request: HttpRequest, version, record, extra_context: dict | None) -> HttpResponse:
        is_seen = record is not None and record.is_published()
        more = {
            "may_publish": request.user.has_perm(PUBLISH),
            "telling": AskForm(request.POST or None) if is_seen else None,
            "nonce": idempotency.nonce_for(request),
        }
        return super()._show_version(request, version, record, more | (extra_context or {}))

    def _restore(self, request: HttpRequest, version: Version) -> HttpResponse:
        """Also tells readers of it, as the form says."""
        form = AskForm(request.POST)
        if not form.is_valid():
            return self._show_version(request, version, self.get_object(request, version.object_id), None)
        request.told = form.cleaned_data
        return super()._restore(request, version)
