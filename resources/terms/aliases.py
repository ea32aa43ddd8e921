"""Which term a name means: the one that is called so now, or the one that has it as another name.

A tag, topic or publisher that gets another name keeps the former one as an alias, however it was saved.
"""

from collections.abc import Iterable

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from reversion.models import Version

from icpr.lib.history.revisions import record_in
from resources.catalogue.labels import acronym_of
from resources.models import Publisher
from resources.models.people import author_key
from resources.terms.models import TERM_MODELS, Alias, TermKind, kind_of


def meant(kind: TermKind, names: Iterable[str]) -> dict[str, Model]:
    """Name as given → the tag, topic or publisher it means, for those of the names that mean one: its own name first,
    then its other names, then of publishers the acronym that no other has. Three queries at most."""
    wanted = {name: kind.key_of(name) for name in names}
    found = _by_name(kind, wanted)
    if missing := {name: key for name, key in wanted.items() if name not in found}:
        terms = dict(Alias.objects.filter(kind=kind, key__in=set(missing.values())).values_list("key", "term"))
        rows = kind.model.objects.in_bulk(terms.values())
        found |= {name: rows[terms[key]] for name, key in missing.items() if terms.get(key) in rows}
    return found


def _by_name(kind: TermKind, wanted: dict[str, str]) -> dict[str, Model]:
    if kind is TermKind.TAG:
        rows = {tag.key: tag for tag in kind.model.objects.filter(key__in=set(wanted.values()))}
    else:  # few enough to be read whole, and none has a column to look for
        rows, acronyms = {}, {}
        for term in kind.model.objects.order_by("-pk"):
            rows[kind.key_of(term.name)] = term
            acronyms.setdefault(acronym_of(term.name), []).append(term)
        if kind is TermKind.PUBLISHER:
            rows = {key: held[0] for key, held in acronyms.items() if key and len(held) == 1} | rows
    return {name: rows[key] for name, key in wanted.items() if key in rows}


def publishers_named(typed: str) -> list[int]:
    """The primary keys of the publishers that somebody may mean who types a text: those with an other name that holds
    it, and those whose acronym begins with it."""
    key = TermKind.PUBLISHER.key_of(typed)
    if not key:
        return []
    found = set(Alias.objects.filter(kind=TermKind.PUBLISHER, key__contains=key).values_list("term", flat=True))
    every = Publisher.objects.values_list("pk", "name")
    return sorted(found | {pk for pk, name in every if (initials := acronym_of(name)) and initials.startswith(key)})


def former_author(name: str, now: str) -> Alias | None:
    """Keep a name that an author had before, with all names that led to it, as leading to the present one. Nothing is
    kept where both names have one key."""
    old, new = author_key(name), author_key(now)
    if old == new:
        return None
    present = {"author": new, "author_name": now}
    Alias.objects.filter(kind=TermKind.AUTHOR, key=new).delete()
    Alias.objects.filter(kind=TermKind.AUTHOR, author=old).update(**present)
    made, _ = Alias.objects.update_or_create(
        kind=TermKind.AUTHOR, key=old, defaults={"name": name, "is_former": True, **present}
    )
    return made


def names_back(version: Version) -> list[Alias]:
    """Give a term that was deleted the other names again that were kept with its last version. Returns those that
    another term has by now."""
    parts = version.revision.version_set.select_related("content_type").order_by("pk")
    names = [record_in(part) for part in parts if part.content_type.model_class() is Alias]
    taken = [alias for alias in names if Alias.objects.filter(kind=alias.kind, key=alias.key).exists()]
    for alias in names:
        if alias not in taken:
            alias.save(force_insert=True)
    return taken


def connect() -> None:
    for model in TERM_MODELS.values():
        pre_save.connect(_note_name, sender=model)
        post_save.connect(_keep_name, sender=model)
        post_delete.connect(_forget_names, sender=model)


def _note_name(instance, raw=False, **_) -> None:
    stored = None if raw or instance._state.adding else type(instance).objects.filter(pk=instance.pk)
    instance._name_before = stored and stored.values_list("name", flat=True).first()


def _keep_name(instance, **_) -> None:
    kind, before = kind_of(type(instance)), instance._name_before
    key = kind.key_of(instance.name)
    Alias.objects.filter(kind=kind, key=key, term=instance.pk).delete()
    if before and kind.key_of(before) != key:
        former = {"name": before, "term": instance.pk, "is_former": True}
        Alias.objects.update_or_create(kind=kind, key=kind.key_of(before), defaults=former)


def _forget_names(instance, **_) -> None:
    Alias.objects.of_term(instance).delete()
