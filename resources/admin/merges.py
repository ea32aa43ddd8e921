"""The undo of a merge, in the admin of records: the term comes back with them, for whoever may merge."""

from contextlib import contextmanager

from django.contrib import admin
from django.http import HttpRequest

from icpr.admin.undo import NOT_CHANGED
from icpr.operations.models import Operation
from icpr.operations.run import Done
from icpr.operations.undo import Undoing
from resources.curation import history
from resources.curation.rights import FOR_PUBLISHERS
from resources.terms import unmerging
from resources.terms.models import MERGE

FOR_MERGERS = "It was merged, and who may not merge may not undo that."
# What keeps others from changing a record. Its state is never changed by a merge.
NOT_OF_MERGERS = {NOT_CHANGED, FOR_PUBLISHERS}


class MergeUndoAdmin(admin.ModelAdmin):
    """For the admin of all records: an operation on them may be a merge of what they are described with."""

    def undone_with(self, operation: Operation) -> list[str]:
        return unmerging.sentences(operation)

    @contextmanager
    def around_undo(self, request: HttpRequest, operation: Operation):
        with unmerging.around(operation, request.user) as done:
            yield done

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
