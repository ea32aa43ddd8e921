"""Records made of the facts that stand in golden.json."""

from datetime import date
from typing import Any

from django.utils.text import slugify

from resources.models import Publisher, Resource
from tests.factories import make_author, make_resource

Facts = dict[str, Any]


def make_record(facts: Facts) -> Resource:
    """A public record of its facts, read for export."""
    facts = dict(facts)
    if facts.get("issued_on"):
        facts["issued_on"] = date.fromisoformat(facts["issued_on"])
    authors, publishers = facts.pop("authors", []), facts.pop("publishers", [])
    made = make_resource(
        slug=f"cited-{facts['number']}",
        publishers=[Publisher.objects.get_or_create(name=n, defaults={"slug": slugify(n)})[0] for n in publishers],
        **facts,
    )
    for position, names in enumerate(authors, 1):
        make_author(resource=made, position=position, **names)
    return read(made)


def read(record: Resource) -> Resource:
    return Resource.objects.published().for_export().get(pk=record.pk)
