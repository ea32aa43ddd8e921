"""The history of records of the catalogue: with their tags, papers and authors, under the rules of publishing."""

from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from reversion.models import Version

from icpr.admin.history import SAFE, HistoryAdmin
from icpr.lib.history.revisions import record_in
from icpr.lib.history.version_fields import differing_fields
from icpr.operations.undo import Undoing
from resources.curation import history, history_texts
from resources.curation.apply import locked
from resources.models import Resource
from resources.search import indexing

PUBLISH = "resources.publish_resource"
STATE = set(Resource.STATE_FIELDS)
SEEN = "Readers may have seen it, so it cannot be a draft again. Withdraw it instead."
FOR_PUBLISHERS = "Its state would change, and that is for publishers."


class RecordHistoryAdmin(HistoryAdmin):
    version_template = "admin/resources/version.html"

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
        return history.restore(version, user=request.user, comment=comment, may_publish=may_publish)

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
        return [FOR_PUBLISHERS] if differing & STATE and not request.user.has_perm(PUBLISH) else []

    def address_of(self, record: Resource) -> str:
        """Not under a kind of its own: a version may have made it another kind."""
        return reverse(f"{self.admin_site.name}:resources_resource_change", args=[record.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        """What readers may have seen is withdrawn, never deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.has_been_public())

    def recoverlist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if self.model is not Resource:  # a proxy would count every record of another kind as deleted
            return redirect(f"{self.admin_site.name}:resources_resource_recoverlist")
        return super().recoverlist_view(request, extra_context)

    def _version_page(self, request: HttpRequest, version, record, extra_context: dict | None) -> HttpResponse:
        may_publish = {"may_publish": request.user.has_perm(PUBLISH)}
        return super()._version_page(request, version, record, may_publish | (extra_context or {}))
