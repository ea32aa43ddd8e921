"""A version of a record, and a record as it is now, in words: what staff compare before they put one back."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from reversion.models import Version

from resources.history import PART_MODELS, RELATIONS
from resources.models import Author, Document, Resource, Tag, TaggedResource

UNSHOWN = {"id", "sort_title", "created_at", "updated_at"}


def contents(version: Version) -> dict[str, str]:
    """What a version holds, as text by label; see `contents_now`."""
    values = version.field_dict
    plain = {
        field.attname: values[field.attname] for field in Resource._meta.concrete_fields if field.attname in values
    }
    relations = {name: values.get(name, ()) for name in RELATIONS}
    parts = {model: [] for model in PART_MODELS}
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
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "N j, Y, P")
    return "" if value is None else str(value)


def _part_text(row: Document | Author) -> str:
    if isinstance(row, Author):
        return str(row)
    where = row.url or (row.file.name if row.file else "not held here")
    return f"{row.get_role_display()}: {row.title or 'untitled'} ({where})"
