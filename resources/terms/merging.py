"""Two terms made one: every record that had the one has the other, in one operation that can be undone.

The row of the term that goes is deleted, and kept in the `Merge`. Its addresses lead on to the other by
`FormerAddress`, as those of a renamed term do, so that pages, feeds, filters, the API, harvests and what readers follow
go on; its names become other names of the term that stays. An author is the names on by-lines: these are written anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

import reversion
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ManyToManyField, Model

from icpr.lib.database import row_locks
from icpr.lib.history import revisions
from icpr.operations.models import Operation
from icpr.operations.run import Done, run
from pillars.models import FormerAddress
from resources.curation import history
from resources.curation.apply import locked
from resources.models import Resource
from resources.models.people import author_key
from resources.relations import BY_FACET
from resources.search import indexing
from resources.terms.aliases import former_author
from resources.terms.models import Alias, Merge, TermKind
from resources.terms.uses import authors_with, records_with

Log = Callable[[Resource, str], None]
CHANGED_MEANWHILE = "One of the two was merged, renamed or deleted meanwhile. Choose them again."


@dataclass(frozen=True)
class Written:
    """How an author is to be written: a person by family and given names, or an organization."""

    family_name: str = ""
    given_names: str = ""
    organization: str = ""

    def __str__(self) -> str:
        return self.organization or f"{self.given_names} {self.family_name}".strip()

    @property
    def key(self) -> str:
        return author_key(str(self))


def merge(kind: TermKind, gone: Model, kept: Model, *, user, log: Log, reason: str = "") -> Merge:
    """Make a tag, topic or publisher one with another, of which the row stays. `log` is called with each record that
    changes and what was done to it. Raises `ValidationError`, and changes nothing, if one of the two is there no more.
    """
    comment = f"{kind.label} “{gone}” merged into “{kept}”."
    field = BY_FACET[kind].field

    def change(record: Resource) -> Done:
        manager = getattr(record, field)
        manager.add(kept)
        manager.remove(gone)
        return _changed(record, comment, log)

    with indexing.deferred():
        keys = list(records_with(kind, gone).values_list("pk", flat=True))
        records = locked(keys)
        if row_locks.lock(kind.model.objects.filter(pk__in=[gone.pk, kept.pk])) != 2 or gone.pk == kept.pk:
            raise ValidationError(CHANGED_MEANWHILE)
        operation = _run(records, change, user, Operation.of(Resource, comment, reason))
        made = Merge(operation=operation, kind=kind, kept=kept.pk, gone_name=str(gone), kept_name=str(kept))
        made.gone = taken_away(kind, gone, kept, user, comment)
        made.save()
    return made


def merge_author(key: str, name: str, written: Written, *, user, log: Log, reason: str = "") -> Merge:
    """Write an author, known by a key and called so till now, in another way on every record; where that is the name of
    another author, the two become one. As `merge`."""
    comment = f"Author “{name}” is now “{written}”."

    def change(record: Resource) -> Done:
        rows = list(record.authors.all())
        has_other = any(row.key == written.key != key for row in rows)
        for row in [row for row in rows if row.key == key]:
            if has_other:
                row.delete()
            else:
                row.family_name, row.given_names = written.family_name, written.given_names
                row.organization = written.organization
                row.save()
                has_other = True
        return _changed(record, comment, log)

    with indexing.deferred():
        records = locked(sorted({row.resource_id for row in authors_with(key)}))
        if not records:
            raise ValidationError(CHANGED_MEANWHILE)
        operation = _run(records, change, user, Operation.of(Resource, comment, reason))
        gone = {"key": key, "name": name, "aliases": _keys_of(Alias.objects.filter(kind=TermKind.AUTHOR, author=key))}
        former_author(name, str(written))
        made = {"gone_name": name, "kept_name": str(written), "gone": gone}
        return Merge.objects.create(operation=operation, kind=TermKind.AUTHOR, **made)


def _run(records, change: Callable[[Resource], Done], user, operation: Operation) -> Operation:
    """The operation, which is kept also where no record had the term."""
    whole = history.whole(records)
    outcome = run(list(whole), change, user, stored=whole.all(), operation=operation)
    if outcome.refused:
        row, reasons = outcome.refused[0]
        raise ValidationError([f"“{row}”: {' '.join(reasons)}"])
    if outcome.operation is None:
        operation.pk = None
        operation.save(force_insert=True)
    return operation


def _changed(record: Resource, comment: str, log: Log) -> Done:
    record._prefetched_objects_cache.pop("authors", None)  # they were changed one by one
    record.save()
    history.add_version(record, at_hand=True)
    log(record, comment)
    return Done(record, comment)


@transaction.atomic
def taken_away(kind: TermKind, gone: Model, kept: Model, user, comment: str) -> dict:
    """Delete the row of a term, its addresses and names given to another. Returns all that brings it back."""
    label = kind.model._meta.label_lower
    stored = kind.model.objects.get(pk=gone.pk)
    columns = {field.attname: getattr(stored, field.attname) for field in stored._meta.concrete_fields}
    former = FormerAddress.objects.filter(kind=label, term=gone.pk)
    names = Alias.objects.filter(kind=kind, term=gone.pk)
    back = {"columns": columns, "slugs": [*former.values_list("slug", flat=True)], "aliases": _keys_of(names)}
    back["others"] = [each for field in _other_relations(kind) for each in _moved(field, stored, kept, user, comment)]
    former.update(term=kept.pk)
    names.update(term=kept.pk)
    if reversion.is_registered(kind.model):
        revisions.save_revision(stored, comment=comment, user=user)
    stored.delete()
    FormerAddress.objects.update_or_create(kind=label, slug=columns["slug"], defaults={"term": kept.pk})
    if kind.key_of(str(gone)) != kind.key_of(str(kept)):
        former_name = {"name": str(gone), "term": kept.pk, "is_former": True}
        Alias.objects.update_or_create(kind=kind, key=kind.key_of(str(gone)), defaults=former_name)
    return back


def _other_relations(kind: TermKind) -> list[ManyToManyField]:
    """The relations to terms of a kind that rows of other tables than records have."""
    found = [each for each in kind.model._meta.related_objects if each.many_to_many]
    return [each.field for each in found if each.related_model is not Resource]


def _moved(field: ManyToManyField, gone: Model, kept: Model, user, comment: str) -> list[dict]:
    """Give the rows that have a term by a relation the other in its place. Returns what takes them back."""
    moved = []
    for row in field.model._base_manager.filter(**{field.name: gone.pk}).order_by("pk"):
        terms = getattr(row, field.name)
        had = terms.filter(pk=kept.pk).exists()
        moved.append({"model": field.model._meta.label_lower, "field": field.name, "row": row.pk, "had": had})
        replace_term(row, field.name, gone, kept, comment=comment, user=user)
    return moved


def replace_term(row: Model, name: str, gone: Model | None, kept: Model, *, comment: str, user) -> None:
    """Put a term on a row by the relation of this name and take another off, if one is given; its history tells."""
    model = type(row)
    revisions.save_unrecorded(row, revisions.versions_of(model, row.pk).first())
    getattr(row, name).add(kept)
    if gone:
        getattr(row, name).remove(gone)
    revisions.save_revision(row, comment=comment, user=user)


def _keys_of(names) -> list[int]:
    return list(names.values_list("pk", flat=True))
