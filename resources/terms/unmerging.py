"""A merge undone with its operation: the term comes back before the records get it again. And a merge done again."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from icpr.operations.models import Operation
from icpr.operations.undo import Beside
from pillars.models import FormerAddress
from resources.models.people import author_key
from resources.terms.aliases import former_author
from resources.terms.merging import replace_term, taken_away
from resources.terms.models import Alias, Merge, TermKind
from resources.terms.uses import records_with


def merge_of(operation: Operation) -> tuple[Merge | None, bool]:
    """The merge that an operation did, or that it undid or did again; and whether undoing it brings the term back."""
    brings_back = True
    while operation.undoes_id:
        operation, brings_back = operation.undoes, not brings_back
    return Merge.objects.filter(operation=operation).first(), brings_back


def merged_away(kind: TermKind, keys: Collection[str]) -> dict[str, tuple[str, Operation]]:
    """Of some primary keys of deleted terms, as text: those that were merged, with what each is now and the operation
    that is undone to have it back."""
    found = {}
    merges = Merge.objects.filter(kind=kind, is_undone=False).select_related("operation").order_by("pk")
    for merge in merges:
        if (key := str(merge.gone["columns"]["id"])) in keys:
            found[key] = merge.kept_name, merge.operation.and_later()[-1]
    return found


def sentences(operation: Operation) -> list[str]:
    """What else undoing an operation does, in words; nothing for what was no merge, or is undone already."""
    merge, brings_back = merge_of(operation)
    if merge is None or merge.is_undone == brings_back:
        return []
    kind = TermKind(merge.kind).label.lower()
    if brings_back:
        return [f"The {kind} “{merge.gone_name}” comes back, with its addresses and other names."]
    return [f"The {kind} “{merge.gone_name}” goes again, and its addresses lead on to “{merge.kept_name}”."]


@contextmanager
def around(operation: Operation, user, beside: Beside) -> Iterator[None]:
    """Around the undo of an operation, in its transaction: the term comes back before the records do, or goes again
    after them; `beside` says so. Raises `ValidationError` if the term cannot come back."""
    merge, brings_back = merge_of(operation)
    if merge is None or merge.is_undone == brings_back:
        yield
        return
    if brings_back:
        _bring_back(merge, user, beside)
    yield
    if not brings_back:
        _take_away_again(merge, user, beside)
    merge.save()


def _bring_back(merge: Merge, user, beside: Beside) -> None:
    kind, names = TermKind(merge.kind), Alias.objects.filter(kind=merge.kind)
    names.filter(key=kind.key_of(merge.gone_name)).delete()
    held = names.filter(pk__in=merge.gone["aliases"])
    if kind is TermKind.AUTHOR:
        held.update(author=merge.gone["key"], author_name=merge.gone["name"])
    else:
        term = kind.model(**merge.gone["columns"])
        _check(term)
        term.save(force_insert=True)
        FormerAddress.objects.filter(kind=kind.model._meta.label_lower, slug__in=merge.gone["slugs"]).update(
            term=term.pk
        )
        held.update(term=term.pk)
        _move_back(merge, term, user)
    merge.is_undone = True
    beside.done.append(f"“{merge.gone_name}” is there again.")


def _move_back(merge: Merge, term: Model, user) -> None:
    """Give the rows of other tables their term again, if they have the other still."""
    kept = type(term).objects.filter(pk=merge.kept).first()
    for each in merge.gone.get("others", []):
        model, name = apps.get_model(each["model"]), each["field"]
        row = kept and model._base_manager.filter(pk=each["row"], **{name: kept}).first()
        if row:
            replace_term(row, name, None if each["had"] else kept, term, comment=f"“{term}” is there again.", user=user)


def _take_away_again(merge: Merge, user, beside: Beside) -> None:
    kind = TermKind(merge.kind)
    if kind is TermKind.AUTHOR:
        if author_key(merge.gone_name) != author_key(merge.kept_name):
            former_author(merge.gone_name, merge.kept_name)
    else:
        gone = kind.model.objects.filter(pk=merge.gone["columns"]["id"]).first()
        kept = kind.model.objects.filter(pk=merge.kept).first()
        if gone is None or kept is None or records_with(kind, gone).exists():
            beside.left.append(f"“{merge.gone_name}” stays: records have it that were no part of this. Merge it again.")
            return
        merge.gone = taken_away(kind, gone, kept, user, f"Merged into “{kept}” again.")
    merge.is_undone = False
    beside.done.append(f"“{merge.gone_name}” is “{merge.kept_name}” again.")


def _check(term: Model) -> None:
    """Raises `ValidationError` if a term of today has its name or its address, with a sentence for each."""
    try:
        term.full_clean()
    except ValidationError as error:
        raise ValidationError(
            [
                text if name == NON_FIELD_ERRORS else f"{name.replace('_', ' ').capitalize()}: {text}"
                for name, texts in error.message_dict.items()
                for text in texts
            ]
        ) from error
