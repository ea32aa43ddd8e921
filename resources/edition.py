"""The one clock for all that is made of the catalogue and kept in memory: bitmaps, words for spelling, best bets ...

    edition = current()            # one small query
    words = spelling.of(edition)   # made once for an edition, by one thread of a process

An edition is the catalogue as it stood in a span of time: what is stored, by its versions (see `resources.triggers`),
and what the clock makes of it (see `next_change`). The same edition is the same content, in every process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import update_wrapper
from operator import attrgetter
from typing import Generic, TypeVar

from django.utils import timezone

from icpr.lib.database.places import PerPlace
from icpr.lib.moments import midnight
from icpr.lib.single_flight import SingleFlight
from resources.models import BestBet, Catalogue, Resource

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Edition:
    """list_version, search_version, blueprint_version: of what is stored. published_until: when the clock next changes
    what is published. valid_until: when it next changes anything that is shown, marks as new and best bets included.
    day: the local day. page_version: of all else that pages show; nothing kept in memory for an edition is made of it.

    read_at is a moment within the edition, to ask `published()` of; it tells no two editions apart.
    """

    list_version: int
    search_version: int
    blueprint_version: int
    published_until: datetime | None
    valid_until: datetime | None
    day: date
    read_at: datetime = field(compare=False)
    page_version: int = field(default=0, compare=False)


# What a value may depend on, for `per_edition`.
LISTS = ("list_version", "published_until")
SEARCH = ("search_version",)
BLUEPRINT = ("blueprint_version",)
BEGUN = object()  # stands for the edition of what another process made: no edition is it


def current() -> Edition:
    """The edition of this moment. Costs one small query when nothing has changed."""
    return at(timezone.now())


def at(moment: datetime) -> Edition:
    """The edition of a moment, with what is stored now."""
    lists, search, blueprint, pages = Catalogue.versions()
    published = _publication().get(
        lambda span: span.version == lists and span.holds(moment), lambda: _read_publication(lists, moment)
    )
    bets = _bets().get(lambda span: span.version == search and span.holds(moment), lambda: _read_bets(search, moment))
    valid_until = _earliest(published.until, bets.until)
    day = timezone.localdate(moment)
    return Edition(lists, search, blueprint, published.published_until, valid_until, day, moment, pages)


def next_change(after: datetime) -> datetime | None:
    """The first moment after `after` at which the clock alone will change what is shown, or None: a record is published
    or expires, or a midnight takes a mark as new or a best bet away."""
    return _earliest(_read_publication(0, after).until, _read_bets(0, after).until)


@dataclass(frozen=True, slots=True)
class _Span:
    """What one version says about the time from `since`: it holds until `until`."""

    version: int
    since: datetime
    until: datetime | None
    published_until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


_publication: PerPlace[SingleFlight[_Span]] = PerPlace(SingleFlight)
_bets: PerPlace[SingleFlight[_Span]] = PerPlace(SingleFlight)


def _read_publication(version: int, moment: datetime) -> _Span:
    published_until = Resource.objects.next_change(moment)
    marked = Resource.objects.first_to_lose_mark(timezone.localdate(moment))
    return _Span(version, moment, _earliest(published_until, _midnight_after(marked)), published_until)


def _read_bets(version: int, moment: datetime) -> _Span:
    return _Span(version, moment, _midnight_after(BestBet.objects.first_to_end(timezone.localdate(moment))))


def _earliest(*moments: datetime | None) -> datetime | None:
    return min(filter(None, moments), default=None)


def _midnight_after(day: date | None) -> datetime | None:
    if day is None or day == date.max:
        return None
    return midnight(day + timedelta(days=1))


class PerEdition(Generic[V]):
    """A function of an edition whose value is kept for the latest one that was asked for, in each place that is read.
    See `per_edition`."""

    def __init__(self, make: Callable[..., V], parts: tuple[str, ...], *, renews: bool = False):
        self._make, self._renews = make, renews
        self._key = attrgetter(*parts) if parts else lambda edition: edition
        self._flight: PerPlace[SingleFlight[tuple[object, V]]] = PerPlace(SingleFlight)
        update_wrapper(self, make)

    def __call__(self, edition: Edition) -> V:
        key, flight = self._key(edition), self._flight()
        return flight.get(lambda held: held[0] == key, lambda: (key, self._made(edition, flight.held)))[1]

    def _made(self, edition: Edition, held: tuple[object, V] | None) -> V:
        return self._make(edition, held and held[1]) if self._renews else self._make(edition)

    def begin(self, value: V) -> None:
        """Have the first value renewed from this one, which another process made for an edition before."""
        self._flight().begin((BEGUN, value))

    @property
    def is_made(self) -> bool:
        """Whether this process has made a value, for this edition or an earlier one."""
        return any(flight.holds(lambda held: held[0] is not BEGUN) for flight in self._flight.all())

    def is_behind(self, edition: Edition) -> bool:
        """Whether a value is kept, of the place that is read, and is of another edition."""
        key = self._key(edition)
        return self._flight().holds(lambda held: held[0] is not BEGUN and held[0] != key)


def per_edition(*parts: str) -> Callable[[Callable[[Edition], V]], PerEdition[V]]:
    """Keep a function's value for an edition: made when first asked for, by one thread, while others wait for it.

    parts: the fields of the edition that the value depends on, such as `LISTS`, `SEARCH` or `BLUEPRINT`; without any,
    all of them.
    """
    return lambda make: PerEdition(make, parts)


def renewed_per_edition(*parts: str) -> Callable[[Callable[[Edition, V | None], V]], PerEdition[V]]:
    """As `per_edition`, of a function that is given the value of the edition before too, or None, and makes the new one
    from it: what readers hold of the one before must stay as it is."""
    return lambda make: PerEdition(make, parts, renews=True)
