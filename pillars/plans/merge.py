"""Two at work on one item: what each changed since both began, and what is left for the second to choose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from icpr.kept.history import as_they_were
from icpr.lib import merge as three_way
from icpr.lib.diff import Difference
from pillars.models import Entry, Plan
from pillars.plans import history


@dataclass(frozen=True)
class Merge:
    """`values`: field → what is to be saved, where a conflict is open the second editor's own.

    `conflicts` are the fields that both changed: each from what is there now to what the second typed.
    """

    values: dict
    conflicts: list[Difference]


@dataclass(frozen=True)
class Begun:
    """What a form tells of an entry besides its fields: the `version` it began from, and field → answer for each
    conflict that was shown before; an answer is empty while there is none."""

    version: str
    answers: Mapping[str, str]

    @classmethod
    def of(cls, version: str, sent: QueryDict, prefix: str = "") -> Self:
        """`asked` names the fields that were asked about, `choose-FIELD` is the answer; `prefix` stands before each
        field where the form holds several entries."""
        asked = [name for name in history.FIELDS if prefix + name in sent.getlist("asked")]
        return cls(version, {name: sent.get(f"choose-{prefix}{name}", "") for name in asked})


def merge(plan: Plan, entry: Entry, typed: dict, sent: QueryDict) -> Merge:
    """Bring together an entry as it is now and what was `typed` into the form that was `sent`."""
    [merged] = merge_all(plan, [(entry, typed, Begun.of(sent.get("version", ""), sent))])
    return merged


def merge_all(plan: Plan, rows: Collection[tuple[Entry, dict, Begun]]) -> list[Merge]:
    """Bring together entries as they are now and what was typed for each: all of `history.FIELDS`, or some.

    If an entry is still the one its form began from, the answers to conflicts shown before are taken. If not, a field
    only one of the two changed is taken from that one; where the history no longer says what the second began from,
    every difference is a conflict. The history is read once for all.
    """
    others = {entry.item.number: begun.version for entry, _, begun in rows if begun.version != str(entry.version)}
    began = as_they_were(plan, others)
    return [_merge(entry, typed, begun, began.get(entry.item.number)) for entry, typed, begun in rows]


def _merge(entry: Entry, typed: dict, begun: Begun, began: dict | None) -> Merge:
    now, mine = history.snapshot(entry), history.snapshot(Entry(**typed))
    is_present = begun.version == str(entry.version)
    names = [name for name in history.FIELDS if name in typed]
    merged = three_way.merge(
        now if is_present else began,
        *({name: kept[name] for name in names} for kept in (mine, now)),
        answers=begun.answers if is_present else {},
    )
    values = dict(typed) | {name: getattr(entry, name) for name in merged.taken}
    return Merge(values, [_conflict(entry, typed, name) for name in merged.conflicts])


def _conflict(entry: Entry, typed: dict, name: str) -> Difference:
    label = str(Entry._meta.get_field(name).verbose_name)
    return Difference(name, label, shown(entry, name), shown(Entry(**typed), name))


def shown(entry: Entry, name: str) -> str:
    """A field of an entry in words."""
    if name == "steps":
        return "; ".join(f"{step['text']}{' (done)' if step['done'] else ''}" for step in entry.steps)
    value = getattr(entry, f"get_{name}_display", lambda: getattr(entry, name))()
    return str(value or "")
