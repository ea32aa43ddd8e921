"""Keeps the stored words of each resource in step with the record, in the record's own transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice

from django.db import transaction
from django.db.models import Model, QuerySet, Value
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete
from django.dispatch import receiver

from resources.models import (
    Author,
    CollectionEntry,
    DocumentPage,
    Kind,
    PageWords,
    Resource,
    SearchText,
    Tag,
    TaggedResource,
)
from resources.relations import SEARCHED
from resources.search import schema
from resources.search.analysis import analyse

RELATED = (*SEARCHED.values(), "authors")
KINDS = dict(Kind.choices)  # at a tenth of what `get_kind_display` costs
BATCH = 1_000

Names = Mapping[str, Iterable[str]]


def search_text(resource: Resource, names: Names, notes: Iterable[str] = ()) -> SearchText:
    """The row of words for a resource, given the names each relation of `RELATED` holds, and of a collection the notes
    of its entries."""
    # Sorted here, not by the database: the score counts where words meet, and must be the same on both.
    terms = [name for relation in RELATED for name in sorted(names[relation])]
    terms += [KINDS.get(resource.kind, resource.kind), resource.publication, resource.permanent_number]
    year = f" {resource.issued_on.year}" if resource.issued_on else ""
    return SearchText(
        resource_id=resource.pk,
        title=analyse(resource.title),
        terms=analyse(" , ".join(filter(None, terms))) + year,
        annotation=analyse(resource.annotation),
        body=analyse("\n".join([resource.in_brief, resource.body, *filter(None, [resource.for_whom, *notes])])),
    )


def names_of(resources: Collection[int]) -> dict[int, Names]:
    """The names each relation of some resources holds, read as plain values: for many, instances cost the most."""
    names: dict[int, Names] = {pk: {relation: [] for relation in RELATED} for pk in resources}
    found = Resource.objects.filter(pk__in=resources).order_by()
    named = [found.values_list("pk", Value(relation), f"{relation}__name") for relation in SEARCHED.values()]
    for pk, relation, name in named[0].union(*named[1:], all=True).order_by():
        if name is not None:
            names[pk][relation].append(name)
    for author in Author.objects.filter(resource__in=resources):
        names[author.resource_id]["authors"].append(str(author))
    return names


def notes_of(collections: Collection[int]) -> dict[int, list[str]]:
    """The notes of the entries of some collections: of a record that nobody has seen yet, none."""
    notes: dict[int, list[str]] = {pk: [] for pk in collections}
    if collections:
        entries = CollectionEntry.objects.seen().filter(collection__in=collections).in_order()
        for pk, note in entries.values_list("collection", "note"):
            notes[pk].append(note)
    return notes


# The primary keys that the block `deferred` of this thread has still to write; None outside any.
_waiting: ContextVar[set[int] | None] = ContextVar("indexing_waiting", default=None)


def index(resources: QuerySet[Resource] | Iterable[int]) -> None:
    """Write the words of some resources (a query set, or primary keys) anew: at once, or at the end of a block
    `deferred`."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update(resources.values_list("pk", flat=True) if isinstance(resources, QuerySet) else resources)
    elif isinstance(resources, QuerySet):
        write(resources)
    else:
        keys = sorted(set(resources))
        for start in range(0, len(keys), BATCH):
            write(Resource.objects.filter(pk__in=keys[start : start + BATCH]))


def write(resources: QuerySet[Resource]) -> int:
    """Write the words of some resources anew, at once. Returns of how many."""
    shown = ("title", "kind", "publication", "issued_on", "number", "annotation", "in_brief", "body", "for_whom")
    every = resources.order_by("pk").only(*shown).iterator(chunk_size=BATCH)
    count = 0
    while batch := {resource.pk: resource for resource in islice(every, BATCH)}:
        count += _store(texts_of(batch))
    return count


def texts_of(batch: Mapping[int, Resource]) -> list[SearchText]:
    """The rows of words of some resources, by primary key, as they should be now."""
    names = names_of(batch.keys())
    notes = notes_of([pk for pk, resource in batch.items() if resource.kind == Kind.COLLECTION])
    return [search_text(resource, names[pk], notes.get(pk, ())) for pk, resource in batch.items()]


def renew_collections() -> int:
    """Write the words of public collections anew where they differ: by the clock alone records appear in them. Returns
    of how many."""
    collections = Resource.objects.published().of_kind(Kind.COLLECTION).in_bulk()
    stored = dict(SearchText.objects.filter(pk__in=collections).values_list("pk", "body"))
    return _store([text for text in texts_of(collections) if stored.get(text.pk) != text.body])


@contextmanager
def deferred() -> Iterator[None]:
    """One transaction that writes the words of each record it changes once, at its end, however often it saves it.

    Inside another such block it is a part of that. Until the end, a search finds records by their old words. What is
    raised in it undoes all of it, and then no words are written.
    """
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        token = _waiting.set(set())
        try:
            yield
            changed = _waiting.get()
        finally:
            _waiting.reset(token)
        if changed and not transaction.get_rollback():
            index(changed)


def index_pages(resource_id: int, **_) -> None:
    """Write the words of one resource's pages anew; `resources.documents` asks for it whenever they change."""
    PageWords.objects.filter(resource=resource_id).delete()
    store_pages(DocumentPage.objects.filter(document__resource=resource_id))


def store_pages(pages: QuerySet[DocumentPage]) -> None:
    """Write the words of some pages that have none stored."""
    rows = (
        PageWords(page_id=pk, resource_id=resource_id, words=analyse(text))
        for pk, resource_id, text in pages.values_list("pk", "document__resource", "text").iterator(chunk_size=BATCH)
    )
    while batch := list(islice(rows, BATCH)):
        PageWords.objects.bulk_create(batch)


def _store(batch: list[SearchText]) -> int:
    fields = ["title", "terms", "annotation", "body"]
    SearchText.objects.bulk_create(batch, update_conflicts=True, unique_fields=["resource"], update_fields=fields)
    return len(batch)


def connect() -> None:
    """Attach the receivers below, and the laying of the index after `migrate`."""
    post_migrate.connect(schema.install, dispatch_uid="search-index")
    for model in (Resource, *Resource.__subclasses__()):
        post_save.connect(resource_saved, sender=model)
    for model, relation in SEARCHED.items():
        post_save.connect(term_saved, sender=model)
        pre_delete.connect(note_resources, sender=model)
        post_delete.connect(term_deleted, sender=model)
        receive = tags_added if model is Tag else relation_changed
        m2m_changed.connect(receive, sender=getattr(Resource, relation).through)


def resource_saved(instance, **_) -> None:
    index([instance.pk])


def relation_changed(instance, action, reverse, pk_set, **_) -> None:
    if action == "pre_clear" and reverse:
        note_resources(instance)
    elif action == "post_clear" and reverse:
        index(instance._noted)
    elif action.startswith("post_"):
        index(pk_set if reverse else [instance.pk])


def tags_added(instance, action, **_) -> None:
    """Of the other changes of tags, each row sends a signal of its own."""
    if action == "post_add":
        index([instance.pk])


def term_saved(instance, created, **_) -> None:
    if not created:
        index(_resources_of(instance))


def note_resources(instance, **_) -> None:
    """Keep in mind which resources hold a term, before the relation goes."""
    instance._noted = list(_resources_of(instance).values_list("pk", flat=True))


def term_deleted(instance, **_) -> None:
    index(instance._noted)


def _resources_of(term: Model) -> QuerySet[Resource]:
    return Resource.objects.filter(**{SEARCHED[type(term)]: term})


@receiver([post_save, post_delete], sender=TaggedResource)
def tagging_changed(instance, origin=None, **_) -> None:
    if not _is_resource(origin):
        index([instance.content_object_id])


@receiver([post_save, post_delete], sender=Author)
def author_changed(instance, origin=None, **_) -> None:
    if not _is_resource(origin):
        index([instance.resource_id])


@receiver([post_save, post_delete], sender=CollectionEntry)
def entry_changed(instance, origin=None, **_) -> None:
    if not _is_resource(origin):
        index([instance.collection_id])


def _is_resource(origin: Model | QuerySet | None) -> bool:
    """Whether a deletion began with resources: then their words go with them and must not be written again."""
    return issubclass(getattr(origin, "model", type(origin)), Resource)
