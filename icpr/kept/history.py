"""Every change of what is kept at a private address: made whole or not at all, and written down, so that the last can
be taken back.

A history is bounded: beyond so many changes or characters the oldest are forgotten, never the last.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from django.utils import timezone

from icpr.kept.models import Kept, KeptChange

LOOKED_BACK = 200  # changes searched for what a second editor began from
LONGEST_MESSAGE = 300


@contextmanager
def changing(
    kept: Kept, idempotency_key: str, message: str, state: Callable[[], dict], *, most_kept: int, most_text: int
) -> Iterator[None]:
    """What happens inside is one change. `state` tells what stands there, before and after, as JSON keeps it: the parts
    of it by name, of which "entries" has a part for each entry that may change. Only what differs is written down.

    most_kept, most_text: how many changes, and how many characters of them, a history keeps.
    """
    before = state()
    yield
    after = state()
    entries = before["entries"]
    for name in [name for name, part in entries.items() if after["entries"].get(name) == part]:
        del before["entries"][name], after["entries"][name]
    differing = [part for part in before if before[part] != after[part]]
    if differing:
        before, after = ({part: told[part] for part in differing} for told in (before, after))
        size = len(json.dumps(before)) + len(json.dumps(after))
        message = message if len(message) <= LONGEST_MESSAGE else f"{message[: LONGEST_MESSAGE - 1]}…"
        kept.changes.create(idempotency_key=idempotency_key, message=message, before=before, after=after, size=size)
        kept.written += size
        _forget(kept, most_kept, most_text)


def _forget(kept: Kept, most_kept: int, most_text: int) -> None:
    """Drop the oldest changes of a history that has grown too long, and remember until when it is silent."""
    text, count = 0, 0
    for pk, size, made_at in kept.changes.values_list("pk", "size", "made_at"):
        text, count = text + size, count + 1
        if count > 1 and (count > most_kept or text > most_text):
            kept.changes.filter(pk__lte=pk).delete()
            type(kept)._default_manager.filter(pk=kept.pk).update(forgotten_until=made_at)
            return


def is_repeat(kept: Kept, idempotency_key: str) -> bool:
    """Whether this form has done its work already."""
    return kept.changes.filter(idempotency_key=idempotency_key).exists()


def last_change(kept: Kept) -> KeptChange | None:
    """What undo would take back."""
    return kept.changes.filter(undone_at=None).first()


def mark_undone(change: KeptChange) -> None:
    """Remember that a change was taken back. Whoever sends its form again means it."""
    change.undone_at = timezone.now()
    change.idempotency_key = f"undone {change.pk}"
    change.save(update_fields=["undone_at", "idempotency_key"])


def is_undone(kept: Kept, change: str) -> bool:
    """Whether the change with this key was taken back already, as when the form of undo is sent twice."""
    return change.isdecimal() and len(change) < 19 and kept.changes.filter(pk=change, undone_at__isnull=False).exists()


def as_they_were(kept: Kept, versions: Mapping[str, str]) -> dict[str, dict]:
    """Entries, name → version, as they were in these versions: those of which the history still says so."""
    found: dict[str, dict] = {}
    if not versions:
        return found
    for change in kept.changes.all()[:LOOKED_BACK].iterator(chunk_size=10):
        for part in (change.before, change.after):
            entries = part.get("entries", {})
            for name in entries.keys() & versions.keys() - found.keys():
                if str(entries[name]["version"]) == versions[name]:
                    found[name] = entries[name]
        if len(found) == len(versions):
            break
    return found


def moved(order: Collection[str], name: str, to: str) -> list[str]:
    """The order when one changes places with its neighbor, "up" or "down"; as it was for one that has none there."""
    order = list(order)
    place = order.index(name)
    other = place + (1 if to == "down" else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def by_boxes(order: Collection[str], typed: Mapping[str, str]) -> list[str]:
    """The order when each goes to the place typed beside it (`place-NAME`); the one that was moved comes before the one
    there."""
    order = list(order)
    now = {name: place for place, name in enumerate(order, 1)}

    def place(name: str) -> tuple[float, bool]:
        text = typed.get(f"place-{name}", "")
        to = int(text) if text.isdecimal() and len(text) < 6 else now[name]
        return (to + (0.5 if to > now[name] else 0), to == now[name])

    return sorted(order, key=place)
