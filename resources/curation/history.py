"""The history of a record: every change with who and when, and any version put back whole.

A version of a record is its fields and relations with its tags, documents and authors. A revision holds one record
only, because all in it is put back together. Reversion's own pages are not used: see `icpr.lib.history.revisions`.
"""

from copy import copy
from functools import partial

import reversion
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, QuerySet, Value, prefetch_related_objects
from reversion.errors import RevertError
from reversion.models import Version

from icpr.lib.history import revisions
from icpr.lib.history.revisions import recorded, save_first_revision, save_revision
from pillars.models import Item, Practice
from resources import relations
from resources.models import (
    Author,
    BestBet,
    CollectionEntry,
    Document,
    FormerSlug,
    NewEdition,
    Resource,
    Tag,
    TaggedResource,
)
from resources.models.workflow import PublishingRefused
from resources.search import indexing

__all__ = [
    "add_version",
    "deleted",
    "prefetch_keys",
    "recorded",
    "restore",
    "save_first_revision",
    "save_revision",
    "versions_of",
]

PARTS = ("tagged_items", "documents", "authors", "entries")
# With a history of their own; deleted with a record they come back with it.
CARRIED = ("best_bets", "edition_of", "new_editions")
PART_MODELS = {
    TaggedResource: "content_object",
    Document: "resource",
    Author: "resource",
    CollectionEntry: "collection",
}
# Tags are among the parts: their rows between are ours.
RELATIONS = tuple(relation.field for relation in relations.RELATIONS if relation.model is not Tag)

for part in (*PART_MODELS, BestBet, NewEdition):
    reversion.register(part)
for record in (Resource, *Resource.__subclasses__()):
    reversion.register(record, follow=PARTS)

versions_of = partial(revisions.versions_of, Resource)
deleted = partial(revisions.deleted, Resource)


def restore(version: Version, *, user, comment: str, may_publish: bool) -> tuple[Resource, list[str]]:
    """Make a record again what it was in a version, deleted or not, and record that as a change of its own.

    Status and times stay as they are now (a draft, if it was deleted) for a user who may not publish, and where a
    record readers have seen would fall back to a draft: its permanent address must go on answering. Returns the record
    and what could not come back because it was deleted since. Raises `PublishingRefused` with the reasons, and changes
    nothing, when the version breaks a rule that holds today.
    """
    pk = int(version.object_id)
    before = Resource.objects.filter(pk=pk).first()
    if before:
        save_first_revision(before)
    try:
        with indexing.deferred(), recorded(user, comment, explicit=True):
            missing = _revert(version)
            resource = Resource.objects.get(pk=pk)
            if not may_publish or (before and before.has_been_public() and resource.is_draft):
                resource.stand_as(before or Resource())
            _check(resource)
            resource.save()
            if before and before.slug != resource.slug:
                FormerSlug.objects.update_or_create(slug=before.slug, defaults={"resource": resource})
            add_version(resource)
            for other in revisions.carried_in(version, CARRIED) if before is None else ():
                missing += revisions.write(other, None)[1]
    except (RevertError, IntegrityError) as error:
        raise PublishingRefused("This version clashes with another record, for instance by its address.") from error
    return resource, missing


def add_version(record: Resource, *, at_hand: bool = False) -> None:
    """Add a record as it is stored now, with its parts, to the revision that is open.

    at_hand: what is prefetched of it is as it is stored, because it was read after the record was locked and changed by
    its managers only, which forget what they change: of these rows nothing is asked again. See `whole`.
    """
    kept = copy(record)
    held = dict(record.__dict__.get("_prefetched_objects_cache", {})) if at_hand else {}
    if "tags" not in held:  # the rows between are not forgotten with them
        held.pop("tagged_items", None)
    kept._prefetched_objects_cache = held
    prefetch_keys(kept)
    prefetch_related_objects([kept], "tagged_items__tag")
    reversion.add_to_revision(kept)


def whole(records: QuerySet[Resource]) -> QuerySet[Resource]:
    """Records with all that their versions hold, in a fixed number of statements."""
    return records.prefetch_related(*RELATIONS, "tags", "tagged_items__tag", "documents", "authors", "entries")


def prefetch_keys(record: Resource) -> None:
    """Have all `RELATIONS` of a record at hand by one statement: of each row its key; the rest is read when asked.
    What is at hand already is not asked for."""
    prefetched = record.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, keys in _related_keys(record.pk, [name for name in RELATIONS if name not in prefetched]).items():
        rows = getattr(record, name).get_queryset()  # also asked in other ways, as for what to add and to remove
        rows._result_cache = [rows.model.from_db(rows.db, [rows.model._meta.pk.attname], [key]) for key in keys]
        prefetched[name] = rows


def _related_keys(pk: int, names: list[str]) -> dict[str, list[int]]:
    """The keys of some of the `RELATIONS` of a record, in one statement."""
    if not names:
        return {}
    keys = {name: [] for name in names}
    rows = [
        field.remote_field.through.objects.filter(**{field.m2m_field_name(): pk})
        .order_by()
        .values_list(Value(field.name), f"{field.m2m_reverse_field_name()}_id")
        for field in map(Resource._meta.get_field, names)
    ]
    for name, key in rows[0].union(*rows[1:], all=True).order_by():
        keys[name].append(key)
    return {name: sorted(found) for name, found in keys.items()}


def tags_in(version: Version) -> list[int]:
    """The keys of the tags that a version holds."""
    parts = version.revision.version_set.all()
    return [part.field_dict["tag_id"] for part in parts if part.content_type.model_class() is TaggedResource]


def _check(resource: Resource) -> None:
    try:
        resource.clean()
    except ValidationError as error:
        raise PublishingRefused(error.messages) from error
    if resource.must_stay_publishable() and (reasons := resource.publish_errors()):
        raise PublishingRefused(reasons)


def _revert(version: Version) -> list[str]:
    """Write all rows of a version as they were, and take out parts it does not have. Returns what is gone for good.

    References to rows that exist no more are left out: the database would only find them at the end of the transaction.
    """
    pk = int(version.object_id)
    kept_together = list(version.revision.version_set.select_related("content_type"))
    by_model = {
        model: [v for v in kept_together if v.content_type.model_class() is model] for model in (Resource, *PART_MODELS)
    }
    for model, field in PART_MODELS.items():
        kept = [int(part.object_id) for part in by_model[model]]
        model.objects.filter(**{field: pk}).exclude(pk__in=kept).delete()
    version.revert()
    missing = _drop_dangling(pk)
    tags = by_model[TaggedResource]
    known = set(Tag.objects.filter(pk__in=[tag.field_dict["tag_id"] for tag in tags]).values_list("pk", flat=True))
    gone = [tag for tag in tags if tag.field_dict["tag_id"] not in known]
    for part in [part for model in PART_MODELS for part in by_model[model] if part not in gone]:
        part.revert()
    missing += _drop_dangling_entries(pk)
    if gone:
        missing.append(f"tags: {', '.join(revisions.lost(Tag, [tag.field_dict['tag_id'] for tag in gone]))}")
    return missing


def _drop_dangling(pk: int) -> list[str]:
    missing = []
    for relation in RELATIONS:
        field = Resource._meta.get_field(relation)
        column, targets = field.m2m_reverse_field_name(), field.related_model.objects
        rows = field.remote_field.through.objects.filter(resource_id=pk)
        dangling = rows.exclude(**{f"{column}__in": targets.values("pk")})
        if keys := [*dangling.values_list(f"{column}_id", flat=True)]:
            dangling.delete()
            missing.append(f"{field.verbose_name}: {', '.join(revisions.lost(field.related_model, keys))}")
    newer = Resource.objects.filter(pk=pk).values_list("superseded_by", flat=True).first()
    if newer and not Resource.objects.filter(pk=newer).exists():
        Resource.objects.filter(pk=pk).update(superseded_by=None)
        missing.append("superseded by: 1")
    return missing


def _drop_dangling_entries(pk: int) -> list[str]:
    """Of entries that name an item or a practice that is gone, nothing is left; of a paper that is gone, its record."""
    entries = CollectionEntry.objects.filter(collection=pk)
    papers = Document.objects.filter(pk=OuterRef("document"))
    entries.filter(~Exists(papers), document__isnull=False).update(document=None)
    count = 0
    for name, model in (("item", Item), ("practice", Practice)):
        there = model.objects.filter(pk=OuterRef(name))
        count += entries.filter(~Exists(there), **{f"{name}__isnull": False}).delete()[0]
    return [f"entries: {count}"] if count else []
