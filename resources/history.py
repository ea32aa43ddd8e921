"""The history of a record: every change with who and when, and any version put back whole.

A version of a record is its fields and relations with its tags, documents and authors, kept by django-reversion. The
proxies share the history of the one table. A revision holds one record only, because reverting a revision reverts all in
it. Reversion's own revert pages are not used: to show a version they really revert it and roll back, with the signals of
the whole process muted meanwhile, so that on PostgreSQL another editor's save could miss the search index.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import reversion
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from reversion.errors import RevertError
from reversion.models import Version

from resources.models import (
    Author,
    Document,
    FormerSlug,
    ModelPolicy,
    PoliceChiefArticle,
    Resource,
    Tag,
    TaggedResource,
)
from resources.models.publishing import PublishingRefused

PARTS = ("tagged_items", "documents", "authors")
RELATIONS = ("publishers", "audiences", "pillars", "focus_areas", "topics")

for part in (TaggedResource, Document, Author):
    reversion.register(part)
for record in (Resource, ModelPolicy, PoliceChiefArticle):
    reversion.register(record, follow=PARTS)


def versions_of(pk: int):
    """All versions of a record, kept or deleted, latest first."""
    found = Version.objects.get_for_object_reference(Resource, str(pk))
    return found.select_related("revision__user").order_by("-pk")


def deleted():
    """The last version of each deleted record, latest first."""
    return Version.objects.get_deleted(Resource).select_related("revision__user").order_by("-pk")


def keep_first(resource: Resource, comment: str = "As it was before the first change here.") -> None:
    """Keep a record that came without history (a fixture, an import) as it stands, before it is changed."""
    if not versions_of(resource.pk).exists():
        keep(resource, comment=comment)


def keep(resource: Resource, *, comment: str, user=None) -> None:
    """Keep a record as it stands in the database."""
    with recorded(user, comment):
        reversion.add_to_revision(Resource.objects.get(pk=resource.pk))


@contextmanager
def recorded(user, comment: str = "") -> Iterator[None]:
    """One transaction and one revision of one record, by a user."""
    with reversion.create_revision():
        reversion.set_user(user)
        reversion.set_comment(comment)
        yield


def put_back(version: Version, *, user, comment: str, may_publish: bool) -> tuple[Resource, list[str]]:
    """Make a record again what it was in a version, deleted or not, and record that as a change of its own.

    Status and times stay as they are now (a draft, if it was deleted) for a user who may not publish, and where a record
    readers have seen would fall back to a draft: its permanent address must go on answering.
    Returns the record and what could not come back because it was deleted since. Raises `PublishingRefused` with the
    reasons, and changes nothing, when the version breaks a rule that holds today.
    """
    pk = int(version.object_id)
    before = Resource.objects.filter(pk=pk).first()
    if before:
        keep_first(before)
    try:
        with recorded(user, comment):
            version.revision.revert(delete=True)
            missing = _drop_dangling(pk)
            resource = Resource.objects.get(pk=pk)
            if not may_publish or (before and before.has_been_public() and resource.is_draft):
                resource.stand_as(before or Resource())
            _check(resource)
            resource.save()
            if before and before.slug != resource.slug:
                FormerSlug.objects.update_or_create(slug=before.slug, defaults={"resource": resource})
            reversion.add_to_revision(resource)
    except (RevertError, IntegrityError) as error:
        raise PublishingRefused("This version clashes with another record, for instance by its address.") from error
    return resource, missing


def _check(resource: Resource) -> None:
    try:
        resource.clean()
    except ValidationError as error:
        raise PublishingRefused(error.messages) from error
    if resource.must_stay_publishable() and (reasons := resource.reasons_not_to_publish()):
        raise PublishingRefused(reasons)


def _drop_dangling(pk: int) -> list[str]:
    """Take out references to rows that exist no more, before the database finds them at the end of the transaction."""
    missing = []
    for relation in RELATIONS:
        field = Resource._meta.get_field(relation)
        column, targets = field.m2m_reverse_field_name(), field.related_model.objects
        rows = field.remote_field.through.objects.filter(resource_id=pk)
        if count := rows.exclude(**{f"{column}__in": targets.values("pk")}).delete()[0]:
            missing.append(f"{field.verbose_name}: {count}")
    tags = TaggedResource.objects.filter(content_object=pk)
    if count := tags.exclude(tag__in=Tag.objects.values("pk")).delete()[0]:
        missing.append(f"tags: {count}")
    newer = Resource.objects.filter(pk=pk).values_list("superseded_by", flat=True).first()
    if newer and not Resource.objects.filter(pk=newer).exists():
        Resource.objects.filter(pk=pk).update(superseded_by=None)
        missing.append("superseded by: 1")
    return missing


def contents(version: Version) -> dict[str, str]:
    """What a version holds, as text by label; see `contents_now`."""
    values = version.field_dict
    plain = {
        field.attname: values[field.attname] for field in Resource._meta.concrete_fields if field.attname in values
    }
    relations = {name: values.get(name, ()) for name in RELATIONS}
    parts = {model: [] for model in (TaggedResource, Document, Author)}
    for other in version.revision.version_set.select_related("content_type"):
        if (model := other.content_type.model_class()) in parts:
            row = other.field_dict
            parts[model].append(model(**{f.attname: row[f.attname] for f in model._meta.concrete_fields}))
    return _text(Resource(**plain), relations, parts)


def contents_now(resource: Resource) -> dict[str, str]:
    """What a record holds now, as text by label, in the order of its fields; then tags, documents and authors."""
    resource = Resource.objects.get(pk=resource.pk)
    relations = {name: list(getattr(resource, name).values_list("pk", flat=True)) for name in RELATIONS}
    parts = {
        TaggedResource: list(resource.tagged_items.all()),
        Document: list(resource.documents.all()),
        Author: list(resource.authors.all()),
    }
    return _text(resource, relations, parts)


UNSHOWN = {"id", "sort_title", "created_at", "updated_at"}


def _text(resource: Resource, relations: dict, parts: dict) -> dict[str, str]:
    texts = {}
    for field in Resource._meta.concrete_fields:
        if field.name not in UNSHOWN:
            texts[str(field.verbose_name).capitalize()] = _field_text(resource, field)
    for name, keys in relations.items():
        field = Resource._meta.get_field(name)
        terms = field.related_model.objects.filter(pk__in=list(keys))
        texts[str(field.verbose_name).capitalize()] = ", ".join(map(str, terms))
    tags = Tag.objects.filter(pk__in=[item.tag_id for item in parts[TaggedResource]])
    texts["Tags"] = ", ".join(tag.name for tag in tags)
    for model, label in ((Document, "Documents"), (Author, "Authors")):
        rows = sorted(parts[model], key=lambda row: (row.position, row.pk))
        texts[label] = "\n".join(_part_text(row) for row in rows)
    return texts


def _field_text(resource: Resource, field) -> str:
    if field.is_relation:
        key = getattr(resource, field.attname)
        return str(Resource.objects.filter(pk=key).first() or "") if key else ""
    if field.choices:
        return str(getattr(resource, f"get_{field.name}_display")())
    value = getattr(resource, field.name)
    return "" if value is None else str(value)


def _part_text(row: Document | Author) -> str:
    if isinstance(row, Author):
        return str(row)
    where = row.url or (row.file.name if row.file else "not held here")
    return f"{row.get_role_display()}: {row.title or 'untitled'} ({where})"
