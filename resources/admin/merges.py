"""Merges in the admins of terms and of records: where one is begun, what is not recovered but unmerged, and the undo,
with which the term comes back for whoever may merge."""

from contextlib import contextmanager

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from reversion.models import Version

from icpr.admin.undo import NOT_CHANGED
from icpr.operations.models import Operation
from icpr.operations.run import Done
from icpr.operations.undo import Undoing
from resources.admin.term_names import merge_address_of
from resources.curation import history
from resources.curation.rights import FOR_PUBLISHERS
from resources.terms import unmerging
from resources.terms.aliases import names_back
from resources.terms.models import MERGE, Alias, kind_of

FOR_MERGERS = "It was merged, and who may not merge may not undo that."
# What keeps others from changing a record. Its state is never changed by a merge.
NOT_OF_MERGERS = {NOT_CHANGED, FOR_PUBLISHERS}


class MergeableAdmin(admin.ModelAdmin):
    """For an admin of terms that can be merged."""

    change_form_template = "admin/resources/term.html"

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **kwargs):
        if obj is not None and request.user.has_perm(MERGE):
            context["merge_address"] = merge_address_of(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def belongings(self, term: Model) -> list[Model]:
        return list(Alias.objects.of_term(term))

    def bring_back(self, request: HttpRequest, version: Version, comment: str) -> tuple[Model, list[str]]:
        """Also gives a term that was deleted its other names again."""
        was_deleted = not self.opts.concrete_model.objects.filter(pk=version.object_id).exists()
        with transaction.atomic():
            term, missing = super().bring_back(request, version, comment)
            taken = names_back(version) if was_deleted else []
        if taken:
            names = ", ".join(f"“{alias}”" for alias in taken)
            messages.warning(request, f"Names of others now, and so not of “{term}” again: {names}.")
        return term, missing

    def led_on(self, keys: list[str]) -> dict[str, tuple[str, str]]:
        merged = unmerging.merged_away(kind_of(self.model), keys)
        page = f"{self.admin_site.name}:operations_operation_change"
        return {key: (into, reverse(page, args=[operation.pk])) for key, (into, operation) in merged.items()}


class MergeUndoAdmin(admin.ModelAdmin):
    """For the admin of all records: an operation on them may be a merge of what they are described with."""

    def undone_with(self, operation: Operation) -> list[str]:
        return super().undone_with(operation) + unmerging.sentences(operation)

    @contextmanager
    def around_undo(self, request: HttpRequest, operation: Operation, undo: Operation):
        first = super().around_undo(request, operation, undo)
        with first as beside, unmerging.around(operation, request.user, beside):
            yield beside

    def undo_errors(self, request: HttpRequest, row: Undoing) -> list[str]:
        """A merge changes no more of a record than what the term is called, so that whoever may merge may undo it."""
        errors = super().undo_errors(request, row)
        if not self._is_merge(request, row.change.operation_id):
            return errors
        if not request.user.has_perm(MERGE):
            return [FOR_MERGERS]
        return [error for error in errors if error not in NOT_OF_MERGERS]

    def undo_row(self, request: HttpRequest, row: Undoing, comment: str) -> tuple[Done, list[str]]:
        """A record is put back also by who may merge and not change records; its state stays as it is."""
        if not self._is_merge(request, row.change.operation_id):
            return super().undo_row(request, row, comment)
        record, missing = history.restore(row.goal, user=request.user, comment=comment, may_publish=False)
        self.log_change(request, record, comment)
        return Done(record, comment), missing

    def _is_merge(self, request: HttpRequest, operation: int) -> bool:
        known = request.__dict__.setdefault("known_merges", {})
        if operation not in known:
            merge, _ = unmerging.merge_of(Operation.objects.get(pk=operation))
            known[operation] = merge is not None
        return known[operation]
