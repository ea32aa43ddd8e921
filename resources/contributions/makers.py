"""Notes who made a record, from the revision in which it is made."""

import reversion
from django.db.models.signals import post_save
from reversion.models import Version

from resources.contributions.models import Contribution
from resources.models import Resource


def connect() -> None:
    for model in (Resource, *Resource.__subclasses__()):
        post_save.connect(note_maker, sender=model, dispatch_uid=f"maker of {model.__name__}")


def note_maker(instance: Resource, created: bool, raw: bool = False, **_) -> None:
    """A record that was deleted and comes back is its first maker's again."""
    if not created or not reversion.is_active():
        return
    maker = first_maker(instance.pk) if raw else reversion.get_user()
    if maker is not None:
        Contribution.objects.get_or_create(record_id=instance.pk, defaults={"user": maker})


def first_maker(pk: int):
    """The user of the first version of a record, or None."""
    first = (
        Version.objects.get_for_object_reference(Resource, pk).select_related("revision__user").order_by("pk").first()
    )
    return first.revision.user if first else None
