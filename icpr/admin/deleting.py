"""How rows of a table with history are deleted: kept for the last time, with the reason; many as one operation."""

import reversion
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from icpr.admin.undo import UndoAdmin
from icpr.admin.why import WhyForm, why_in, with_why
from icpr.lib.history import revisions
from icpr.operations.models import Operation
from icpr.operations.run import Done, run


class DeletingAdmin(UndoAdmin):
    delete_confirmation_template = "admin/deletion.html"
    carried: tuple[str, ...] = ()  # relations of what is deleted with a record, and comes back with it

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        return super().delete_view(request, object_id, {"why": WhyForm()} | (extra_context or {}))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        comment = with_why("Deleted.", why_in(request))
        revisions.save_revision(obj, comment=comment, user=request.user, carried=self.carried)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete some rows as one operation, which can be undone."""

        def delete(record: Model) -> Done:
            for each in [record, *self.carried_with(record)]:
                reversion.add_to_revision(each)
            return Done(record, "Deleted.", is_deleted=True)

        with transaction.atomic():
            keys = [record.pk for record in queryset]
            self.lock_rows(keys)
            rows = self.opts.concrete_model._base_manager.filter(pk__in=keys).order_by("pk")
            count, names = len(keys), self.opts
            named = names.verbose_name if count == 1 else names.verbose_name_plural
            operation = Operation.of(names.concrete_model, f"Deleted {count} {named}.")
            run(list(rows), delete, request.user, stored=rows, operation=operation)
