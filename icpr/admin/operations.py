"""Operations in the admin: what was done to many rows at once, by whom, and its Undo."""

from collections.abc import Iterable

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from icpr.admin import idempotency
from icpr.admin.history import HistoryAdmin, sentence
from icpr.lib.read_only_admin import ReadOnlyAdmin
from icpr.operations.forms import ReasonForm
from icpr.operations.models import Operation
from icpr.operations.run import Done, Outcome, run
from icpr.operations.undo import Undoing, parts_of, undoings

MOST_TOLD = 20
SENT_BEFORE = "This form was sent before and counted then. Nothing was undone a second time."
CHOSEN = "all_the_same"


def tell(request: HttpRequest, text: str, operation: Operation | None, level: int = messages.SUCCESS) -> None:
    """Tell staff what was done, with the way to its undo where an operation was recorded."""
    if operation:
        address = reverse("admin:operations_operation_change", args=[operation.pk])
        text = format_html('{} <a href="{}">Undo this</a>', text, address)
    messages.add_message(request, level, text)


def tell_refusals(request: HttpRequest, refused: list[tuple[Model | Undoing, list[str]]], what: str) -> None:
    """Tell staff which rows were refused and why: "Not published: “A guide”. It has no pillar.", the first of many."""
    for row, reasons in refused[:MOST_TOLD]:
        messages.warning(request, f"Not {what}: “{row}”. {' '.join(reasons)}")
    if len(refused) > MOST_TOLD:
        messages.warning(request, f"{len(refused) - MOST_TOLD:,} more were not {what}.")


@admin.register(Operation)
class OperationAdmin(ReadOnlyAdmin):
    """A list to read, for whoever may look at the rows. On the page of one is its Undo."""

    list_display = ["name", "at", "who", "table", "changed_count", "same_count", "refused_count", "reason"]
    list_filter = [("at", admin.DateFieldListFilter), ("content_type", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "reason", "user__username"]
    list_select_related = ["user", "content_type"]
    date_hierarchy = "at"
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: Operation | None = None) -> bool:
        """An operation nobody may see is no row of the list, and so not found."""
        return bool(self._models(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Operation]:
        return super().get_queryset(request).of_models(self._models(request))

    def _models(self, request: HttpRequest) -> set[type[Model]]:
        """The tables with history that somebody may look at."""
        every = self.admin_site._registry.values()
        histories = [each for each in every if isinstance(each, HistoryAdmin) and each.shows_all_rows]
        seen = [each for each in histories if each.has_view_permission(request)]
        return {each.opts.concrete_model for each in seen}

    def admins_of(self, model: type[Model]) -> list[HistoryAdmin]:
        """The admin of a table; those of all its proxies where only they have one. Each must agree to an undo."""
        every = self.admin_site._registry.values()
        found = [each for each in every if isinstance(each, HistoryAdmin) and each.opts.concrete_model is model]
        return [each for each in found if each.model is model] or found

    @admin.display(description="who", ordering="user")
    def who(self, operation: Operation) -> str:
        return operation.user.get_full_name() or operation.user.get_username() if operation.user else "not recorded"

    @admin.display(description="table", ordering="content_type")
    def table(self, operation: Operation) -> str:
        return operation.model._meta.verbose_name_plural

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().changelist_view(request, {"title": "What was done to many at once"} | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        """What was done to which rows and what came after; sent, it is undone. Of very many, one part: `?page=2`."""
        operation = self.get_object(request, object_id)
        if operation is None:
            raise Http404
        part = parts_of(operation).get_page(request.GET.get("page"))
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._undo(request, operation, part, form.cleaned_data["why"])
            return redirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": operation.name,
            "opts": self.opts,
            "operation": operation,
            "who": self.who(operation),
            "table": self.table(operation),
            "undone_by": [*operation.undone_by.all()],
            "form": form,
            "nonce": idempotency.nonce_for(request),
            "undone_with": self.admins_of(operation.model)[0].undone_with(operation),
            "part": part,
            **self._groups(request, operation, part),
        }
        return TemplateResponse(request, "admin/operations/operation.html", context)

    def _groups(self, request: HttpRequest, operation: Operation, part: Page) -> dict[str, list[dict]]:
        """The rows of a part of an operation: those its undo would put back, those it would if asked to, and the
        others."""
        admins = self.admins_of(operation.model)
        groups = {"ready": [], "since": [], "refused": [], "undone": []}
        for row in undoings(operation, list(part)):
            reasons = undo_errors(request, admins, row)
            others = "refused" if reasons else "since" if row.is_changed_since else "ready"
            address = admins[0].address_of(row.record) if row.record else ""
            name = "undone" if row.is_undone else others
            groups[name].append({"row": row, "address": address, "reasons": reasons})
        return groups

    def _undo(self, request: HttpRequest, operation: Operation, part: Page, reason: str) -> None:
        """Undo a part of an operation and tell what came of it. Sent twice it is done once."""
        with transaction.atomic():
            if not idempotency.take(request):
                messages.warning(request, SENT_BEFORE)
                return
            admins = self.admins_of(operation.model)
            changes = list(part)
            admins[0].lock_rows([change.object_id for change in changes])
            rows = [row for row in undoings(operation, changes) if not row.is_undone]
            chosen = set(request.POST.getlist(CHOSEN))
            wanted = [row for row in rows if not row.is_changed_since or row.seen in chosen]
            which = f"part {part.number} of {part.paginator.num_pages}" if part.has_other_pages() else ""
            new = operation.undo(reason, which)
            try:
                with admins[0].around_undo(request, operation, new) as beside:
                    outcome, missing = undo(request, admins, new, wanted)
            except ValidationError as refusal:
                transaction.set_rollback(True)
                messages.error(request, f"Nothing was undone. {' '.join(refusal.messages)}")
                return
            if beside.done and outcome.operation is None:  # it changed no row, and can be undone all the same
                new.pk, new.user = None, request.user
                new.save(force_insert=True)
        for text in beside.done:
            messages.success(request, text)
        for text in beside.left:
            messages.warning(request, text)
        if changed := len(outcome.changed):
            names = operation.model._meta
            text = f"{names.verbose_name} was" if changed == 1 else f"{names.verbose_name_plural} were"
            tell(request, f"{changed:,} {text} put back as before.", outcome.operation)
        elif not outcome.refused and not beside.done:
            messages.info(request, "Nothing was left to undo.")
        if left := len(rows) - len(wanted):
            was, as_it_is = ("was", "it is") if left == 1 else ("were", "they are")
            messages.warning(request, f"{left:,} {was} changed since, and left as {as_it_is}.")
        tell_refusals(request, outcome.refused, "put back")
        tell_refusals(request, missing, "put back whole")


def undo_errors(request: HttpRequest, admins: Iterable[HistoryAdmin], row: Undoing) -> list[str]:
    """Why a row cannot go back, by all admins that show its table; each reason once."""
    return list(dict.fromkeys(reason for each in admins for reason in each.undo_errors(request, row)))


def undo(
    request: HttpRequest, admins: list[HistoryAdmin], new: Operation, rows: list[Undoing]
) -> tuple[Outcome[Undoing], list[tuple[Undoing, list[str]]]]:
    """Put rows of an operation back as they were before it, as an operation of its own, `new`. They are locked by the
    caller.

    Also returns what could not come back with a row because it was deleted since.
    """
    missing = []

    def change(row: Undoing) -> Done:
        if reasons := undo_errors(request, admins, row):
            raise ValidationError(reasons)
        done, lost = admins[0].undo_row(request, row, sentence(new.name))
        if lost:
            missing.append((row, [f"Deleted since: {'; '.join(lost)}."]))
        return done

    stored = new.model._base_manager.filter(pk__in=[row.pk for row in rows if row.record])
    return run(rows, change, request.user, stored=stored, operation=new), missing
