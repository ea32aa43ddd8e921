"""Every change of a list goes through here, and into its history, from which the last is taken back: see
`icpr.kept.history`. Entries are named by their keys."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime

from icpr.kept import history as kept_history
from icpr.kept.history import mark_undone
from icpr.kept.rows import save_rows
from resources.models.listed_entries import Thing, fields_of
from resources.reading_lists.models import Change, Entry, ReadingList

ABOUT = ("title", "introduction")
FIELDS = ("group", "note")
THING = ("number", "document_id", "item_id", "practice_id", "title_seen")
MOST_KEPT, MOST_TEXT = 1_000, 10_000_000


def snapshot(entry: Entry) -> dict:
    """An entry as JSON keeps it."""
    kept = {name: getattr(entry, name) for name in (*FIELDS, *THING, "version")}
    return kept | {"added_at": entry.added_at.isoformat()}


def _state(kept: ReadingList, keys: Iterable[str]) -> dict:
    return {
        "about": {name: getattr(kept, name) for name in ABOUT},
        "order": order_of(kept),
        "entries": {entry.key: snapshot(entry) for entry in kept.entries.filter(key__in=keys)},
    }


def order_of(kept: ReadingList) -> list[str]:
    """The keys of all entries, in their order."""
    return list(kept.entries.in_order().values_list("key", flat=True))


def changing(kept: ReadingList, idempotency_key: str, message: str, keys: Iterable[str] = ()) -> AbstractContextManager:
    """What happens inside is one change of the lines about the list, of the order, and of the entries with these
    keys."""
    keys = list(keys)
    bounds = {"most_kept": MOST_KEPT, "most_text": MOST_TEXT}
    return kept_history.changing(kept, idempotency_key, message, lambda: _state(kept, keys), **bounds)


def add(kept: ReadingList, things: Iterable[Thing], idempotency_key: str) -> list[Entry]:
    """Put things at the end of the list, those that are in it already left alone. Returns the new entries."""
    present = set(order_of(kept))
    fresh = {}
    for thing in things:
        if (fields := fields_of(thing))["key"] not in present:
            fresh.setdefault(fields["key"], Entry(reading_list=kept, **fields))
    entries = list(fresh.values())
    if entries:
        save_all(kept, [(entry, {}) for entry in entries], idempotency_key, message_of("Added", entries))
    return entries


def message_of(done: str, entries: list[Entry]) -> str:
    """What was done with entries, in words: "Added Pocket guide", "Removed 3 entries"."""
    return f"{done} {entries[0]}" if len(entries) == 1 else f"{done} {len(entries)} entries"


def save_all(kept: ReadingList, rows: list[tuple[Entry, dict]], idempotency_key: str, message: str) -> None:
    """Give entries new values (`FIELDS` → value, all or some of them); those not in the list yet come to its end."""
    with changing(kept, idempotency_key, message, [entry.key for entry, _ in rows]):
        save_rows(kept.entries, rows, FIELDS)


def save_and_remove(
    kept: ReadingList, rows: list[tuple[Entry, dict]], removed: list[Entry], idempotency_key: str
) -> None:
    """As `save_all`, and take other entries out of the list, as one change."""
    entries = [entry for entry, _ in rows]
    done = [message_of(word, some) for word, some in (("Changed", entries), ("Removed", removed)) if some]
    with changing(kept, idempotency_key, "; ".join(done), [entry.key for entry in (*entries, *removed)]):
        kept.entries.filter(pk__in=[entry.pk for entry in removed]).delete()
        save_rows(kept.entries, rows, FIELDS)


def remove(kept: ReadingList, entries: list[Entry], idempotency_key: str) -> None:
    with changing(kept, idempotency_key, message_of("Removed", entries), [entry.key for entry in entries]):
        kept.entries.filter(pk__in=[entry.pk for entry in entries]).delete()


def arrange(kept: ReadingList, keys: list[str]) -> None:
    """Number the entries in this order; what is not named comes after, as it was."""
    place = {key: index for index, key in enumerate(keys)}
    entries = sorted(kept.entries.in_order(), key=lambda entry: place.get(entry.key, len(place)))
    moved = [(entry, index) for index, entry in enumerate(entries, 1) if entry.position != index]
    for entry, index in moved:
        entry.position = index
    Entry.objects.bulk_update([entry for entry, _ in moved], ["position"])


def reorder(kept: ReadingList, keys: list[str], idempotency_key: str, message: str = "Changed the order") -> None:
    with changing(kept, idempotency_key, message):
        arrange(kept, keys)


def save_about(kept: ReadingList, values: dict, idempotency_key: str) -> None:
    """Give the lines about the list new values: `ABOUT` → text."""
    with changing(kept, idempotency_key, "Changed the title or introduction"):
        _give_about(kept, values)


def _give_about(kept: ReadingList, values: dict) -> None:
    for name in ABOUT:
        setattr(kept, name, values[name])
    kept.version += 1
    kept.save(update_fields=[*ABOUT, "version"])


def copy_entries(source: ReadingList, target: ReadingList) -> None:
    """Give an empty list the title, introduction and entries of another, groups and notes among them."""
    entries = list(source.entries.in_order())
    with changing(target, "start", "Began as a copy of a shared list", [entry.key for entry in entries]):
        _give_about(target, {name: getattr(source, name) for name in ABOUT})
        copied = (*FIELDS, *THING, "key")
        Entry.objects.bulk_create(
            Entry(reading_list=target, position=place, **{name: getattr(entry, name) for name in copied})
            for place, entry in enumerate(entries, 1)
        )


def take_back(kept: ReadingList, change: Change) -> None:
    """Take back the list's last change: all it touched is as it was before it."""
    before, after = change.before, change.after
    if "about" in before:
        _give_about(kept, before["about"])
    was, became = before.get("entries", {}), after.get("entries", {})
    kept.entries.filter(key__in=became.keys() - was.keys()).delete()
    present = {entry.key: entry for entry in kept.entries.filter(key__in=was)}
    for key, values in was.items():
        _give_back(present.get(key) or revived(kept, key, values), values)
    if "order" in before:
        arrange(kept, before["order"])
    mark_undone(change)


def revived(kept: ReadingList, key: str, values: dict) -> Entry:
    """An entry that was removed, as `snapshot` kept it; what it is of may be gone meanwhile, and is then left out."""
    entry = Entry(reading_list=kept, key=key, position=0, **{name: values[name] for name in (*FIELDS, *THING)})
    for name in ("document", "item", "practice"):
        model = Entry._meta.get_field(name).related_model
        pk = getattr(entry, f"{name}_id")
        if pk and not model._base_manager.filter(pk=pk).exists():
            setattr(entry, f"{name}_id", None)
    return entry


def _give_back(entry: Entry, values: dict) -> None:
    for name in FIELDS:
        setattr(entry, name, values[name])
    entry.version = max(entry.version, values["version"]) + 1
    entry.added_at = datetime.fromisoformat(values["added_at"])
    entry.save()
