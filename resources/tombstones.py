"""What is kept of a record when it is deleted: the values it was listed under."""

from django.db.models.signals import pre_delete

from resources.models import RecordClock, Resource
from resources.relations import BY_FACET

SETS = ("pillar", "focus", "topic")  # facets; the kind stands in the clock of every record


def sets_of(record: Resource) -> list[str]:
    """The values that harvests and feeds of a part are made by: ["pillar:policy-oversight", "kind:report"]. No query
    where its relations are prefetched."""
    found = [f"{facet}:{term.slug}" for facet in SETS for term in getattr(record, BY_FACET[facet].field).all()]
    return [*found, f"kind:{record.kind}"]


def _keep(instance: Resource, using: str, **_) -> None:
    # By the signal, for by the time a trigger hears of the record its relations are gone.
    RecordClock.objects.using(using).filter(number=instance.number).update(sets=sets_of(instance))


def connect() -> None:
    for model in (Resource, *Resource.__subclasses__()):
        pre_delete.connect(_keep, sender=model, dispatch_uid=f"tombstone of {model.__name__}")
