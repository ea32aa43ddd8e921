"""The history of a record in the admin: look at a version beside what is now, put it back, recover what was deleted."""

from contextlib import contextmanager

import reversion
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Version

from icpr.admin.addresses import page_of
from icpr.admin.compare import CompareAdmin
from icpr.admin.deleting import DeletingAdmin
from icpr.admin.why import WhyForm, why_in, with_why
from icpr.lib.diff import diff
from icpr.lib.history import revisions
from icpr.lib.history.revision_texts import moment_text, texts

SAFE = {"GET", "HEAD", "OPTIONS"}
DELETED_A_PAGE = 100


class HistoryAdmin(CompareAdmin, DeletingAdmin, VersionAdmin):
    """`VersionAdmin` with our own pages for a version: a GET changes nothing, not even for a moment.

    For a record that is its fields and relations. One that is more says what its versions hold and how one is put back:
    `contents`, `contents_now`, `restore`.
    """

    history_latest_first = True
    object_history_template = "admin/history.html"
    version_template = "admin/version.html"
    shows_all_rows = True  # or only some, for who asks: then what was done to many at once is not theirs to look at
    recover_list_template = "admin/recover_list.html"

    def contents(self, version: Version) -> dict[str, str]:
        """What a version holds, as text by label."""
        record, held = revisions.record_in(version), revisions.fields_in(version)
        unshown = {field.name for field in record._meta.concrete_fields if not field.editable or field.name not in held}
        return texts(record, revisions.relations_in(version), unshown)

    def contents_now(self, record: Model) -> dict[str, str]:
        """What a record holds now, with the labels of `contents`."""
        many = record._meta.many_to_many
        return texts(record, {field.name: getattr(record, field.name).values_list("pk", flat=True) for field in many})

    def restore(self, request: HttpRequest, version: Version, comment: str) -> tuple[Model, list[str]]:
        """Make a record again what it was, as a change of its own with this comment.

        Returns it and what could not come back. Raises `ValidationError` with the reasons, and changes nothing, when
        the version breaks a rule that holds today.
        """
        return revisions.restore(version, user=request.user, comment=comment, carried=self.carried)

    def may_put_back(self, request: HttpRequest, record: Model | None) -> bool:
        """Whether somebody may put a version of a record back; None stands for one that is deleted."""
        may = self.has_change_permission(request, record)
        return may and (record is not None or self.has_add_permission(request))

    def led_on(self, keys: list[str]) -> dict[str, tuple[str, str]]:
        """What is gone and has another in its place, of some keys of deleted rows, as text: which that is, and where it
        is undone. It is not recovered beside that."""
        return {}

    def address_of(self, record: Model) -> str:
        """Where a record is edited."""
        return page_of(self, "change", record.pk)

    @contextmanager
    def create_revision(self, request: HttpRequest):
        if request.method in SAFE:  # a page that is only looked at takes no lock
            yield
            return
        with revisions.recorded(request.user):
            yield

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        if request.method not in SAFE:
            self._save_first_revision(request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def _save_first_revision(self, request: HttpRequest, object_id: str) -> None:
        is_kept = revisions.versions_of(self.model, unquote(object_id)).exists()
        if not is_kept and (record := self.get_object(request, object_id)):
            revisions.save_first_revision(record)

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Without the one revision `VersionAdmin` would open for all: what changes many opens one for each record."""
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "has_change_permission": self.has_change_permission(request),
            **(extra_context or {}),
        }
        return admin.ModelAdmin.changelist_view(self, request, context)

    def log_change(self, request: HttpRequest, obj: Model, message):
        """With the reason after it in the history, where the form asked for one."""
        entry = super().log_change(request, obj, message)
        if reversion.is_active():
            reversion.set_comment(with_why(reversion.get_comment(), why_in(request)))
        return entry

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: Model | None = None, **kwargs):
        if obj is not None and self.has_change_permission(request, obj):
            context["why"] = WhyForm({"_why": why_in(request)})
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def recoverlist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """What is deleted from the table, of all its proxies, for whoever may put it back. `VersionAdmin` would ask who
        may change what is there."""
        if not self.may_put_back(request, None):
            raise PermissionDenied
        deleted = Paginator(revisions.deleted(self.opts.concrete_model), DELETED_A_PAGE)
        versions = deleted.get_page(request.GET.get("page"))
        led_on = self.led_on([version.object_id for version in versions])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Recover deleted {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "page": versions,
            "deleted": [(version, led_on.get(version.object_id)) for version in versions],
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.recover_list_template, context)

    def revision_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context=None) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        version = revisions.versions_of(self.model, record.pk).filter(pk=version_id).first()
        return self._version_page(request, version, record, extra_context)

    def recover_view(self, request: HttpRequest, version_id: str, extra_context=None) -> HttpResponse:
        if not self.may_put_back(request, None):
            raise PermissionDenied
        version = revisions.deleted(self.opts.concrete_model).filter(pk=version_id).first()
        if version and (found := self.led_on([version.object_id])):
            into, address = found[version.object_id]
            text = f"“{version.object_repr}” is “{into}” now: it was merged. Undo that, and it is there again."
            self.message_user(request, text, messages.WARNING)
            return redirect(address)
        return self._version_page(request, version, None, extra_context)

    def _version_page(
        self, request: HttpRequest, version: Version | None, record: Model | None, extra_context: dict | None
    ) -> HttpResponse:
        if version is None:
            raise Http404
        if request.method == "POST":
            if not self.may_put_back(request, record):
                raise PermissionDenied
            return self._restore(request, version)
        return self._show_version(request, version, record, extra_context)

    def _show_version(
        self, request: HttpRequest, version: Version, record: Model | None, extra_context: dict | None
    ) -> HttpResponse:
        try:
            then = self.contents(version)
        except RevertError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(self.address_of(record) if record else page_of(self, "recoverlist"))
        if record is None:
            then |= self._carried_contents(version)
        now = self.contents_now(record) if record else {}
        context = {
            **self.admin_site.each_context(request),
            "title": f"Version of {day(version)}" if record else f"Recover “{version.object_repr}”",
            "opts": self.opts,
            "record": record,
            "version": version,
            "differences": diff(then, {label: now.get(label, "") for label in then}),
            "may_change": self.may_put_back(request, record),
            "why": WhyForm(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.version_template, context)

    def _carried_contents(self, version: Version) -> dict[str, str]:
        """What comes back with a deleted record, a line each by the name of its relation."""
        return {
            capfirst(name.replace("_", " ")): "\n".join(map(str, revisions.carried_in(version, [name])))
            for name in self.carried
        }

    def _restore(self, request: HttpRequest, version: Version) -> HttpResponse:
        comment = with_why(sentence(f"Put back as it was on {day(version)}"), why_in(request))
        try:
            record, missing = self.restore(request, version, comment)
        except ValidationError as refusal:
            self.message_user(request, f"Nothing was changed. {' '.join(refusal.messages)}", messages.ERROR)
            return redirect(request.path)
        self.log_change(request, record, comment)
        self.message_user(request, sentence(f"“{record}” is again as it was on {day(version)}"), messages.SUCCESS)
        if missing:
            text = f"Deleted since, and so not put back: {'; '.join(missing)}."
            self.message_user(request, text, messages.WARNING)
        return redirect(self.address_of(record))


def day(version: Version) -> str:
    return moment_text(version.revision.date_created)


def sentence(text: str) -> str:
    """With one full stop: a time of day may have brought its own."""
    return f"{text.removesuffix('.')}."
