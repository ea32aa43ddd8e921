"""Where the next page of a list begins: behind the sort key and the number of a record, whatever becomes of it.

A cursor is read against the list as it is now. Records that were deleted, added or changed meanwhile move no other
across it: what stays where it is in the order is given once. By relevance there is no key that lasts; there the place
is told by the last records given.
"""

from collections.abc import Callable
from itertools import pairwise
from statistics import median_low
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer

from icpr.lib.http.problems import Problem
from icpr.lib.moments import to_number
from resources.catalogue.criteria import ADDED, NEWEST, RELEVANCE, TITLE
from resources.catalogue.selection import Selection
from resources.models import Resource

PROBES = 128  # records looked at by one query, to find a place among a hundred thousand by three
LAST = 20  # numbers that tell a place by relevance
TAMPERED = "This cursor was not given for this query. Follow `next`, or begin again without a cursor."


class Order(NamedTuple):
    """column: what records are sorted by before their number. written: its value in a cursor. comparable: a written
    value as it sorts, ascending."""

    column: str
    written: Callable[[Any], Any]
    comparable: Callable[[Any], Any]
    newest_number_first: bool = True


ORDERS = {
    NEWEST: Order(
        "issued_on",
        lambda day: day and day.toordinal(),
        lambda days: (days is None, -(days or 0)),
    ),
    ADDED: Order("publish_at", to_number, lambda moment: -moment),
    TITLE: Order("sort_title", str, str, newest_number_first=False),
}


def write(name: str, value: Any) -> str:
    """A cursor for what JSON can hold. name: of the list and the query it belongs to."""
    return _signer(name).sign_object(value)


def read(name: str, cursor: str) -> Any:
    """What a cursor holds; raises a `Problem` for one that was not given for this."""
    try:
        return _signer(name).unsign_object(cursor)
    except BadSignature:
        raise Problem(400, TAMPERED, parameter="cursor") from None


def _signer(name: str) -> Signer:
    return Signer(sep=".", salt=f"icpr.api.cursor.1\x00{name}")


def behind(selection: Selection, place: int, given: list[Resource], beyond: Resource | None) -> Any:
    """What tells the place behind some records of a list, which are given in its order. place: how many stand before
    it. beyond: the record that follows."""
    if selection.criteria.order == RELEVANCE:
        return [place, [record.number for record in given[-LAST:]]]
    order = ORDERS[selection.criteria.order]
    keys = [_key(order, getattr(record, order.column), record.number) for record in (*given, beyond) if record]
    # One that was changed since the order was made may have a key from elsewhere in it.
    in_place = (n for n in reversed(range(len(given))) if _is_sorted(keys[max(n - 1, 0) : n + 2]))
    last = given[next(in_place, len(given) - 1)]
    return [order.written(getattr(last, order.column)), last.number]


def _is_sorted(keys: list[tuple]) -> bool:
    return all(first < second for first, second in pairwise(keys))


def _key(order: Order, value: Any, number: int) -> tuple:
    return _comparable(order, [order.written(value), number])


def _comparable(order: Order, written: list) -> tuple:
    value, number = written
    return order.comparable(value), -number if order.newest_number_first else number


def place_behind(selection: Selection, written: list) -> int:
    """How many records of a list stand before the place that `behind` told."""
    if selection.criteria.order == RELEVANCE:
        return _behind_last(selection, *written)
    order = ORDERS[selection.criteria.order]
    key, low, high = _comparable(order, written), 0, selection.total
    while low < high:
        places = range(low, high, -(-(high - low) // PROBES))
        ids = {place: selection.ids(place, place + 1)[0] for place in places}
        rows = Resource.objects.filter(pk__in=ids.values()).values_list("pk", order.column, "number")
        keys = {pk: _key(order, value, number) for pk, value, number in rows}
        beyond = next((place for place in places if ids[place] not in keys or keys[ids[place]] > key), None)
        if beyond is None:
            low = places[-1] + 1
        else:
            low, high = max(low, beyond - places.step + 1), beyond
    return low


def _behind_last(selection: Selection, place: int, numbers: list[int]) -> int:
    """Behind the last records given, as most of those that are still there say."""
    place_of = {pk: place for place, pk in enumerate(selection.ids())}
    found = dict(Resource.objects.filter(number__in=numbers).values_list("number", "pk"))
    there = [place_of[found[number]] for number in numbers if found.get(number) in place_of]
    told = [one + len(there) - before for before, one in enumerate(there)]
    # When none is there any more, at least so many stand no longer before the place.
    return min(median_low(told) if told else max(place - len(numbers), 0), selection.total)
