"""Terms in the admin: one that is deleted is taken out of all it describes, and put back with it when it is recovered.

Both are operations on what it describes, so that those histories tell of it and each can be undone. The last version of
a term is kept with the rows between it and what it described: they say what it is put back on.
"""

from collections.abc import Callable

import reversion
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from reversion.models import Version

from icpr.admin.addresses import page_of
from icpr.admin.history import SAFE, HistoryAdmin
from icpr.admin.operations import MOST_TOLD, tell, tell_refusals
from icpr.admin.uses import Use, register_between, uses_of
from icpr.admin.why import why_in, with_why
from icpr.lib.history import revisions
from icpr.operations.models import Operation
from icpr.operations.run import MOST_AT_ONCE, Done, NothingToChange, Outcome, run, too_many
from icpr.operations.undo import Undoing

MOST_SHOWN = 10
IN_USE = "It was added, and describes something by now. Delete it on its own page, which says what."
GONE, CHANGED = "It was deleted since.", "Its {} were changed since, and are left as they are."


class UsedAdmin(HistoryAdmin):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        register_between(self.opts.concrete_model)

    def uses(self) -> list[Use]:
        return uses_of(self.opts.concrete_model, self.admin_site)

    def touches(self, term: Model) -> list[dict]:
        """What deleting a term changes, for the page that asks: of each table how many rows, and the first of them."""
        found = []
        for use in self.uses():
            if keys := use.keys_of(term):
                rows = [(row, use.owner.address_of(row)) for row in use.rows(keys)[:MOST_SHOWN]]
                found.append({"count": use.named(len(keys)), "rows": rows, "more": len(keys) - len(rows)})
        return found

    def get_deleted_objects(self, objs, request: HttpRequest) -> tuple:
        """Without a list of the rows between: `touches` says what they mean."""
        _, _, needed, protected = super().get_deleted_objects(objs, request)
        return [str(one) for one in objs], {}, needed, protected

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        term = self.get_object(request, object_id)
        if term and self.has_delete_permission(request, term) and (refusal := self.too_many_uses(term)):
            self.message_user(request, refusal, messages.ERROR)
            return redirect(page_of(self, "change", object_id))
        if request.method in SAFE:  # a page that is only looked at takes no lock
            touches = {"touches": self.touches(term)} if term else {}
            return super().delete_view(request, object_id, touches | (extra_context or {}))
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except ValidationError as refusal:
            self.message_user(request, f"Nothing was deleted. {' '.join(refusal.messages)}", messages.ERROR)
            return redirect(page_of(self, "change", object_id))

    def too_many_uses(self, term: Model) -> str:
        """Why a term is not deleted that describes more rows than are changed at once; "" for others."""
        counts = [(use, use.between(term).count()) for use in self.uses()]
        if sum(count for _, count in counts) <= MOST_AT_ONCE:
            return ""
        return too_many(" and ".join(use.named(count) for use, count in counts if count), term)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Keep a term with the rows between, take it out of what it describes, delete it.

        Raises `ValidationError` with the reasons, and changes nothing, where one of them may not lose it.
        """
        why = why_in(request)
        held = [(use, keys) for use in self.uses() if (keys := use.keys_of(obj))]
        for use, keys in held:
            use.owner.lock_rows(keys)
        kept = self.keep_with_uses(request, obj, with_why("Deleted.", why))
        for use, keys in held:
            self._take_out(request, use, keys, obj, why, kept)
        self.opts.concrete_model._base_manager.get(pk=obj.pk).delete()

    def belongings(self, term: Model) -> list[Model]:
        """What else is deleted with a term, and comes back with it by `bring_back`."""
        return []

    def keep_with_uses(self, request: HttpRequest, term: Model, comment: str) -> Version:
        """Keep a term for the last time, with the rows between it and what it describes. Returns its version."""
        with revisions.recorded(request.user, comment, explicit=True):
            reversion.add_to_revision(self.opts.concrete_model._base_manager.get(pk=term.pk))
            between = [row for use in self.uses() for row in use.between(term)]
            for row in between + self.belongings(term):
                reversion.add_to_revision(row)
        return revisions.versions_of(self.opts.concrete_model, term.pk)[0]

    def _take_out(self, request: HttpRequest, use: Use, keys: list, term: Model, why: str, kept: Version) -> None:
        named = f"{self.opts.verbose_name} “{term}”"
        change = self._change(request, use, term, f"{capfirst(named)} taken out: it was deleted.")
        operation = Operation.of(use.model, f"Deleted the {named}.", why)
        operation.deleted_term = kept
        outcome = run(list(use.rows(keys)), change, request.user, stored=use.rows(keys), operation=operation)
        if outcome.refused:
            raise ValidationError([f"“{row}”: {' '.join(reasons)}" for row, reasons in outcome.refused[:MOST_TOLD]])

    def _change(
        self, request: HttpRequest, use: Use, term: Model, said: str, *, is_added: bool = False
    ) -> Callable[[Model], Done]:
        """What takes a term out of one row, or puts it back."""

        def change(row: Model) -> Done:
            use.owner.relate(request, row, use.name, term, is_added=is_added)
            use.owner.log_change(request, row, said)
            return Done(row, said)

        return change

    def undo_row(self, request: HttpRequest, row: Undoing, comment: str) -> tuple[Done, list[str]]:
        """A term that was added and describes something by now is not deleted without a word to what it describes."""
        if row.goal is None and row.record and any(use.between(row.record).exists() for use in self.uses()):
            raise ValidationError(IN_USE)
        return super().undo_row(request, row, comment)

    def bring_back(self, request: HttpRequest, version: Version, comment: str) -> tuple[Model, list[str]]:
        """Make a term again what it was, without what it described; as `restore`."""
        return super().restore(request, version, comment)

    @transaction.atomic
    def restore(self, request: HttpRequest, version: Version, comment: str) -> tuple[Model, list[str]]:
        """Also puts a term that was deleted back on what it described, and tells of it."""
        was_deleted = not self.opts.concrete_model._base_manager.filter(pk=version.object_id).exists()
        term, missing = self.bring_back(request, version, comment)
        for use in self.uses() if was_deleted else ():
            if keys := use.keys_in(version):
                self._put_back(request, use, keys, version, term)
        return term, missing

    def _put_back(self, request: HttpRequest, use: Use, keys: set, version: Version, term: Model) -> None:
        """Put a term back on the rows that lost it with its deletion, unless these were changed since."""
        use.owner.lock_rows(list(keys))
        taken, now, rows = use.taken_out(keys, version), use.terms_now(keys), use.rows(keys)
        put = self._change(request, use, term, f"“{term}” put back: it was recovered.", is_added=True)

        def change(row: Model) -> Done:
            if str(term.pk) in now[str(row.pk)]:
                raise NothingToChange
            last = taken.get(str(row.pk))
            if last is None or now[str(row.pk)] != use.terms_in(last):
                raise ValidationError(CHANGED.format(use.label))
            return put(row)

        done = next((one.revision.change.operation for one in taken.values()), None)
        operation = done.undo(why_in(request)) if done else Operation.of(use.model, f"Recovered “{term}”.")
        outcome = run(list(rows), change, request.user, stored=rows, operation=operation)
        there = {str(row.pk) for row in rows}
        gone = [(one.object_repr, [GONE]) for key, one in taken.items() if key not in there]
        self._tell(request, use, term, outcome, gone)

    def _tell(self, request: HttpRequest, use: Use, term: Model, outcome: Outcome, gone: list) -> None:
        if outcome.changed:
            tell(request, f"“{term}” describes {use.named(len(outcome.changed))} again.", outcome.operation)
        tell_refusals(request, [*outcome.refused, *gone], f"put back on “{term}”")
