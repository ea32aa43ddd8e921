"""Two at work on one item: what each changed since both began, and what is left for the second to choose."""

from dataclasses import dataclass

from django.http import QueryDict

from icpr.lib import merge as three_way
from icpr.lib.diff import Difference
from pillars.models import Entry, Plan
from pillars.plans import history

LOOKED_BACK = 200  # changes searched for what the second editor began from


@dataclass(frozen=True)
class Merge:
    """`values`: field → what is to be saved, where a conflict is open the second editor's own.

    `conflicts` are the fields that both changed: each from what is there now to what the second typed.
    """

    values: dict
    conflicts: list[Difference]


def merge(plan: Plan, entry: Entry, typed: dict, sent: QueryDict) -> Merge:
    """Bring together an entry as it is now and what was `typed` into the form that was `sent`.

    The form names the `version` it began from. If that is still the present one, the answers to conflicts shown before
    are taken (`asked` names the fields, `choose-FIELD` is the answer). If not, a field only one of the two changed is
    taken from that one; where the history no longer says what the second began from, every difference is a conflict.
    """
    now, mine = history.snapshot(entry), history.snapshot(Entry(**typed))
    is_present = sent.get("version") == str(entry.version)
    began = now if is_present else as_it_was(plan, entry.item.number, sent.get("version", ""))
    asked = [name for name in history.FIELDS if is_present and name in sent.getlist("asked")]
    answers = {name: sent.get(f"choose-{name}", "") for name in asked}
    merged = three_way.merge(
        began, *({name: kept[name] for name in history.FIELDS} for kept in (mine, now)), answers=answers
    )
    values = dict(typed) | {name: getattr(entry, name) for name in merged.taken}
    return Merge(values, [_conflict(entry, typed, name) for name in merged.conflicts])


def _conflict(entry: Entry, typed: dict, name: str) -> Difference:
    label = str(Entry._meta.get_field(name).verbose_name)
    return Difference(name, label, shown(entry, name), shown(Entry(**typed), name))


def as_it_was(plan: Plan, number: str, version: str) -> dict | None:
    """An entry in the version an editor began from, if the history still says."""
    for change in plan.changes.all()[:LOOKED_BACK].iterator(chunk_size=10):
        for part in (change.before, change.after):
            kept = part.get("entries", {}).get(number)
            if kept and str(kept["version"]) == version:
                return kept
    return None


def shown(entry: Entry, name: str) -> str:
    """A field of an entry in words."""
    if name == "steps":
        return "; ".join(f"{step['text']}{' (done)' if step['done'] else ''}" for step in entry.steps)
    value = getattr(entry, f"get_{name}_display", lambda: getattr(entry, name))()
    return str(value or "")
