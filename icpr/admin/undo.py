"""How the rows of a table go back when an operation on many of them is undone."""

from collections.abc import Iterator
from contextlib import contextmanager

import reversion
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from reversion.models import Version

from icpr.lib.database import row_locks
from icpr.lib.history import revisions
from icpr.operations.models import Operation
from icpr.operations.run import Done, NothingToChange
from icpr.operations.undo import Beside, Undoing

NOT_DELETED = "It was added, and it may not be deleted. Change it by hand."
NOT_CHANGED = "This account may not change it."
HAS_IT, NOT_ITS_TO_DELETE = "something has it.", "this account may not delete it."
NOT_RECOVERED = "The {what} “{name}” was deleted, and this account may not recover it."


class UndoAdmin(admin.ModelAdmin):
    """What `icpr.admin.operations` asks the admin of a table with history. See `HistoryAdmin`."""

    def lock_rows(self, keys: list) -> None:
        """Let nobody else change some rows until the transaction ends."""
        row_locks.lock(self.opts.concrete_model._base_manager.filter(pk__in=keys))

    def undone_with(self, operation: Operation) -> list[str]:
        """What else goes back when an operation is undone, as sentences: what belongs to no row of it alone."""
        if version := term_to_recover(operation):
            return [f"The {_what(version)} “{version.object_repr}” comes back."]
        if term := term_to_delete(operation):
            return [f"The {term._meta.verbose_name} “{term}” is deleted again, unless something else has it."]
        return []

    @contextmanager
    def around_undo(self, request: HttpRequest, operation: Operation, undo: Operation) -> Iterator[Beside]:
        """Put that back, in the transaction of the undo and around it. Gives what was done, once it is.
        Raises `ValidationError` with the reasons if it cannot be: then nothing is undone. undo: what is done; it is
        saved when the rows are put back, if any is."""
        beside = Beside()
        if version := term_to_recover(operation):
            owner = self._admin_of(version.content_type.model_class())
            if not owner.may_put_back(request, None):
                raise ValidationError(NOT_RECOVERED.format(what=_what(version), name=version.object_repr))
            term, _ = owner.bring_back(request, version, undo.name)
            beside.done.append(f"“{term}” is there again.")
        term = term_to_delete(operation)
        owner = term and self._admin_of(type(term))
        if term and owner.too_many_uses(term):
            beside.left.append(f"“{term}” stays: {HAS_IT}")
            term = None
        kept = term and owner.keep_with_uses(request, term, "Deleted again.")
        yield beside
        if kept:
            self._delete_again(request, term, kept, undo, beside)

    def _delete_again(self, request: HttpRequest, term: Model, kept: Version, undo: Operation, beside: Beside) -> None:
        """Delete a term whose recovery is undone, unless something has it still."""
        owner = self._admin_of(type(term))
        is_used = any(use.between(term).exists() for use in owner.uses())
        if is_used or not owner.has_delete_permission(request, term):
            kept.revision.delete()
            beside.left.append(f"“{term}” stays: {HAS_IT if is_used else NOT_ITS_TO_DELETE}")
            return
        term.delete()
        undo.deleted_term = kept
        if undo.pk:
            undo.save()
        beside.done.append(f"“{term}” is deleted again.")

    def _admin_of(self, terms: type[Model]) -> admin.ModelAdmin:
        """The `UsedAdmin` of a table of terms."""
        return self.admin_site.get_model_admin(terms._meta.concrete_model)

    def undo_errors(self, request: HttpRequest, row: Undoing) -> list[str]:
        """Why a row cannot go back, as sentences, as far as it can be known before it is tried."""
        if row.goal is None:
            return [] if row.record is None or self.has_delete_permission(request, row.record) else [NOT_DELETED]
        may = self.has_change_permission(request, row.record)
        return [] if may and (row.record or self.has_add_permission(request)) else [NOT_CHANGED]

    def relate(self, request: HttpRequest, record: Model, name: str, term: Model, *, is_added: bool) -> None:
        """Put a term on a record by the relation of this name, or take it off, inside an active revision.

        Raises `ValidationError` with the reasons when a rule refuses.
        """
        if not self.has_change_permission(request, record):
            raise ValidationError(NOT_CHANGED)
        terms = getattr(record, name)
        (terms.add if is_added else terms.remove)(term)
        reversion.add_to_revision(record)

    def related_keys(self, version: Version, name: str) -> list:
        """The keys of the terms that a version holds by the relation of this name."""
        return version.field_dict.get(name, [])

    def undo_row(self, request: HttpRequest, row: Undoing, comment: str) -> tuple[Done, list[str]]:
        """Put a row back as it was before the operation, and log it, inside an active revision.

        Returns what was done, and what could not come back with it because it was deleted since. Raises
        `ValidationError` with the reasons when a rule that holds today refuses, and `NothingToChange` when it is gone.
        """
        if row.goal is not None:
            record, missing = self.restore(request, row.goal, comment)
            self.log_change(request, record, comment)
            return Done(record, comment), missing
        if row.record is None:
            raise NothingToChange
        for each in [row.record, *self.carried_with(row.record)]:
            reversion.add_to_revision(each)
        self.log_deletions(request, [row.record])
        return Done(row.record, comment, is_deleted=True), []

    def carried_with(self, record: Model) -> list[Model]:
        """What is deleted with a record and comes back with it."""
        return [part for name in self.carried for part in getattr(record, name).all()]


def term_to_recover(operation: Operation) -> Version | None:
    """The last version of the term that was deleted with an operation, or again when its undo was undone; None where it
    is there, or was deleted otherwise since."""
    version = operation.deleted_term
    if version is None:
        return None
    terms = version.content_type.model_class()
    if terms._base_manager.filter(pk=version.object_id).exists():
        return None
    last = revisions.versions_of(terms, version.object_id)[0]
    return last if any(each.deleted_term_id == last.pk for each in operation.and_later()) else None


def term_to_delete(operation: Operation) -> Model | None:
    """The term that was deleted with what an operation undid, and is there again."""
    version = operation.undoes and operation.undoes.deleted_term
    if version is None:
        return None
    return version.content_type.model_class()._base_manager.filter(pk=version.object_id).first()


def _what(version: Version) -> str:
    return str(version.content_type.model_class()._meta.verbose_name)
