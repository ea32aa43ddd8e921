"""What became of the entries of a reading list since they were put on it: what its readers were not told then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from icpr.lib.query.notices import Notice, quote
from pillars.models import Item
from pillars.plans import changes_since as plans
from resources.catalogue import history
from resources.catalogue.history import Event, Only, What
from resources.models import Resource
from resources.reading_lists.contents import Shown

MOST, LOOKED_AT = 200, 5_000  # changes that are told; events of all its records: one of them seldom has ten


@dataclass(frozen=True, slots=True)
class Change:
    """said: what happened, in a word or two. event: of its record, or of one that takes the place of an entry, whose
    title is then in `instead_of`; item: that was reworded."""

    moment: datetime
    said: str
    event: Event | None = None
    instead_of: str = ""
    item: Item | None = None

    @property
    def day(self) -> date:
        return timezone.localdate(self.moment)


@dataclass(frozen=True, slots=True)
class Changes:
    """found: the latest first. has_more: whether there were others before."""

    found: list[Change]
    has_more: bool


def asked_day(request: HttpRequest) -> tuple[date | None, list[Notice]]:
    """The day of `?since=`, and what to tell the reader if that is none."""
    day, is_wrong = plans.asked_day(request)
    if is_wrong or (day and day.year not in history.YEARS):
        typed = quote(request.GET["since"])
        return None, [Notice("since", f"{typed} is not a day, so it was left out. Give it as year-month-day.")]
    return day, []


def of_entries(shown: Collection[Shown], since: datetime | None = None, most: int = MOST) -> Changes:
    """What became of each entry after it was put on the list, and after `since`: new editions, changes that an editor
    told of, withdrawals, items in other words. Nothing that is not public. Seven queries at most."""
    at = timezone.now()
    begun = {}  # number of a record → after when
    for each in shown:
        if each.entry.number:
            moment = _after(each, since)
            begun[each.entry.number] = min(moment, begun.get(each.entry.number, moment))
    later = _later_editions(begun, at)
    wanted = begun | {number: min(begun[entry] for entry in entries) for number, entries in later.items()}
    only = Only(frozenset(wanted), min(wanted.values(), default=at))
    rows = history.rows(What.ALL, None, at, most=LOOKED_AT, only=only) if wanted else []
    rows = [row for row in rows if row.moment > wanted[row.number] and (row.number in begun or row.what is What.NEW)]
    reworded = _reworded(shown, since)
    titles = {each.entry.number: each.title for each in shown}
    told = [_told(event, later, titles) for event in history.events(rows[: most + 1], at)]
    found = sorted([*told, *reworded], key=lambda change: change.moment, reverse=True)
    return Changes(found[:most], len(found) > most)


def _after(shown: Shown, since: datetime | None) -> datetime:
    return max(filter(None, [shown.entry.added_at, since]))


def _later_editions(numbers: Collection[int], at: datetime) -> dict[int, list[int]]:
    """Number of a public record that is not in the list → those of the entries whose place it takes."""
    found: dict[int, list[int]] = {}
    public = Resource.objects.published(at).filter(supersedes__number__in=list(numbers)).order_by()
    for later, entry in public.values_list("number", "supersedes__number"):
        if later not in numbers:
            found.setdefault(later, []).append(entry)
    return found


def _told(event: Event, later: dict[int, list[int]], titles: dict[int, str]) -> Change:
    if event.clock:
        return Change(event.moment, str(event.gone.why), event)
    if event.note:
        return Change(event.moment, event.note.get_what_display(), event)
    if event.number in later:
        return Change(event.moment, "New edition", event, "; ".join(titles[entry] for entry in later[event.number]))
    return Change(event.moment, "Here again", event)


def _reworded(shown: Collection[Shown], since: datetime | None) -> list[Change]:
    """The items whose text is another since; that of one item once."""
    items = {each.item.pk: each for each in shown if each.item and each.item.reworded_at > _after(each, since)}
    return [Change(each.item.reworded_at, "Reworded", item=each.item) for each in items.values()]
