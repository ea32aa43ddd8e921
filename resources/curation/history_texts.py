"""A version of a record, and a record as it is now, in words: what staff compare before they put one back."""

from reversion.models import Version

from icpr.lib.history.revision_texts import names_of, texts
from icpr.lib.history.revisions import record_in
from resources.curation.history import PART_MODELS, RELATIONS
from resources.models import Author, CollectionEntry, Document, Resource, Tag, TaggedResource

UNSHOWN = {"id", "sort_title", "created_at", "updated_at"}


def contents(version: Version) -> dict[str, str]:
    """What a version holds, as text by label; see `contents_now`."""
    relations = {name: version.field_dict.get(name, ()) for name in RELATIONS}
    parts = {model: [] for model in PART_MODELS}
    for other in version.revision.version_set.select_related("content_type"):
        if (model := other.content_type.model_class()) in parts:
            parts[model].append(record_in(other))
    return _text(record_in(version), relations, parts)


def contents_now(resource: Resource) -> dict[str, str]:
    """What a record holds now, as text by label, in the order of its fields; then tags, documents and authors."""
    resource = Resource.objects.get(pk=resource.pk)
    relations = {name: list(getattr(resource, name).values_list("pk", flat=True)) for name in RELATIONS}
    parts = {
        TaggedResource: list(resource.tagged_items.all()),
        Document: list(resource.documents.all()),
        Author: list(resource.authors.all()),
        CollectionEntry: list(resource.entries.select_related("item", "practice")),
    }
    return _text(resource, relations, parts)


def _text(resource: Resource, relations: dict, parts: dict) -> dict[str, str]:
    found = texts(resource, relations, UNSHOWN)
    found["Tags"] = names_of(Tag, [item.tag_id for item in parts[TaggedResource]])
    for model, label in ((Document, "Documents"), (Author, "Authors"), (CollectionEntry, "Entries")):
        rows = sorted(parts[model], key=lambda row: (row.position, row.pk))
        found[label] = "\n".join(_part_text(row) for row in rows)
    return found


def _part_text(row: Document | Author | CollectionEntry) -> str:
    if isinstance(row, Author):
        return str(row)
    if isinstance(row, CollectionEntry):
        return ": ".join(filter(None, [row.group, str(row), row.note]))
    where = row.url or (row.file.name if row.file else "not held here")
    return f"{row.get_role_display()}: {row.title or 'untitled'} ({where})"
