"""Reading files again, for staff: a button beside each document and for a record, and an action of the list."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from icpr.admin.addresses import page_of
from resources.documents.queue import read_again
from resources.models import Document, DocumentText, Resource

LABEL = "Read the files again"


def read_again_button(document: Document) -> SafeString:
    """A button that has one file read again, inside the record's form, of which it is no part."""
    return format_html('<button form="read-again" name="document" value="{}">Read it again</button>', document.pk)


class ReadingAdmin(admin.ModelAdmin):
    """For an admin of records: whoever may change one may have its files read again."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_read_again"
        return [
            path("<int:pk>/read-again/", self.admin_site.admin_view(self.read_again_view), name=name),
            *super().get_urls(),
        ]

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if self.has_change_permission(request):
            actions["read_again"] = (type(self).read_again_action, "read_again", LABEL)
        return actions

    def reading_address(self, request: HttpRequest, record: Resource) -> str:
        """Where the form that has a record's files read again is sent; empty for whoever may not, and without files."""
        if not self.has_change_permission(request, record) or not record.documents.exclude(file="").exists():
            return ""
        return page_of(self, "read_again", record.pk)

    @method_decorator(require_POST)
    def read_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All files of a record, or the one of the document that is named."""
        record = self.get_object(request, pk)
        chosen = request.POST.get("document", "")
        if record is None or not ((chosen.isascii() and chosen.isdigit() and len(chosen) < 19) or not chosen):
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        documents = record.documents.filter(pk=chosen) if chosen else record.documents.all()
        self._queue(request, [record], documents)
        return redirect(page_of(self, "change", pk))

    def read_again_action(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
        records = list(queryset)
        self._queue(request, records, Document.objects.filter(resource__in=records))

    def _queue(self, request: HttpRequest, records: list[Resource], documents: QuerySet[Document]) -> None:
        """Put the files of documents in the queue, log it with each record, and tell how many wait."""
        named = {record.pk: [] for record in records}
        held = list(documents.exclude(file="").order_by("position", "pk"))
        for document in held:
            named[document.resource_id].append(str(document))
        with transaction.atomic():
            read_again(Document.objects.filter(pk__in=[document.pk for document in held]))
            for record in filter(lambda record: named[record.pk], records):
                self.log_change(request, record, f"Files to be read again: {', '.join(named[record.pk])}.")
        if not held:
            self.message_user(request, "No file is held here that could be read.", messages.INFO)
            return
        waiting = DocumentText.objects.waiting().count()
        text = (
            f"{len(held)} file{'' if len(held) == 1 else 's'} will be read again; until then search knows the old text."
        )
        self.message_user(request, f"{text} {waiting} wait{'s' if waiting == 1 else ''} in all.", messages.SUCCESS)
