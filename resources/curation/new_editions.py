"""What happens to a record when its new edition is published: that one supersedes it, and a note tells readers."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from icpr.operations.run import Done, NothingToChange, run
from resources.curation import history
from resources.models import ChangeNote, NewEdition, Resource

STEPS = {"publish", "schedule"}
SUPERSEDED = "Superseded by {}, “{}”, its new edition."


def take_their_place(records: Iterable[Resource], *, user, log: Callable[[Resource, str], None]) -> None:
    """Have those of some records that are new editions, and are published now or by the clock, supersede the former.

    Readers see neither before the new edition appears: what is shown of a successor and of a note goes by its time. The
    records are locked by the caller. One that was published before is left as it stands.
    """
    published = {record.pk: record for record in records if record.must_stay_publishable()}
    links = NewEdition.objects.filter(draft__in=published) if published else []
    later = {link.of_id: published[link.draft_id] for link in links}
    for link in links:
        _prepare_note(published[link.draft_id], link.note)

    def supersede(record: Resource) -> Done:
        new = later[record.pk]
        if record.superseded_by_id == new.pk:
            raise NothingToChange
        record.superseded_by = new
        record.save()
        history.add_version(record)
        message = SUPERSEDED.format(new.permanent_number, new.title)
        log(record, message)
        return Done(record, message)

    if later:
        former = Resource.objects.filter(pk__in=later).order_by("pk")
        run(list(former), supersede, user, stored=former)


def _prepare_note(record: Resource, text: str) -> None:
    """The note that readers are told as the record appears: one, also when its time is set anew."""
    notes = ChangeNote.objects.filter(resource=record, what=ChangeNote.What.EDITION)
    if notes.filter(told_at__lte=timezone.now()).exists():
        return
    notes.delete()
    if text:
        ChangeNote.objects.create(resource=record, what=ChangeNote.What.EDITION, text=text, told_at=record.publish_at)
