"""What readers are told of a link: the day on which it worked, or that it does not work.

A page is kept, and has a validator, as long as what it shows does not change. So what is told changes seldom: at once
when an address is gone or works again, and else all days together every `REFRESHED` days, in one transaction. What is
told is always true: "the link worked on May 4" stays so when it works on May 11 as well.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import DateField, Min
from django.db.models.functions import TruncDate
from django.utils.timezone import get_current_timezone

from resources.link_checks import places
from resources.link_checks.models import CheckedAddress, State, Told
from resources.models import Catalogue

REFRESHED = timedelta(days=30)


@dataclass(frozen=True)
class LinkNote:
    """What is told of the link of a public record. worked_on: the last day on which we saw it work, or None."""

    is_gone: bool
    worked_on: date | None


def note_on(url: str) -> LinkNote | None:
    """What readers are told of an address; None for nothing. One query."""
    found = CheckedAddress.objects.filter(url=url).exclude(told=Told.NOTHING).values_list("told", "told_on").first()
    return found and LinkNote(found[0] == Told.GONE, found[1])


@transaction.atomic
def tell(now: datetime) -> int:
    """Bring what is told up to date. Returns of how many addresses it changed."""
    Catalogue.objects.select_for_update().get(pk=1)  # before any row, as the triggers do: see `resources.triggers`
    rows, public = CheckedAddress.objects.all(), places.public_addresses()
    worked_on = TruncDate("worked_at", tzinfo=get_current_timezone(), output_field=DateField())
    worked = {"told": Told.WORKED, "told_on": worked_on, "told_at": now}
    gone = rows.filter(public, state=State.GONE).exclude(told=Told.GONE)
    works = rows.filter(public, worked_at__isnull=False).exclude(state__in=(State.GONE, State.PARKED))
    count = rows.exclude(told=Told.NOTHING).exclude(public).update(told=Told.NOTHING, told_on=None, told_at=None)
    count += rows.filter(state=State.PARKED, told=Told.WORKED).update(told=Told.NOTHING, told_on=None, told_at=None)
    count += gone.update(**worked | {"told": Told.GONE})
    count += works.exclude(told=Told.WORKED).update(**worked)
    oldest = rows.filter(told=Told.WORKED).aggregate(oldest=Min("told_at"))["oldest"]
    if oldest and oldest <= now - REFRESHED:
        count += works.filter(told=Told.WORKED).exclude(told_on=worked_on).update(**worked)
        rows.filter(told=Told.WORKED).update(told_at=now)
    return count
