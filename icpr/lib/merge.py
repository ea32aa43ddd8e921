"""The three-way merge: what two people made of one thing since both began, brought together value by value.

Pure: nothing is read or stored here. Plans use it for their items, the admin for every form that edits a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

NOW = "now"  # the answer that keeps what is there; any other takes what was typed
UNKNOWN = object()


@dataclass(frozen=True)
class Merged:
    """`values`: name → what is to be saved, where a conflict is open the second editor's own.

    `taken` names the values that came, wholly or in part, from what is there now. `conflicts` names what both changed,
    each otherwise, and what was asked about and not answered.
    """

    values: dict
    taken: tuple[str, ...]
    conflicts: tuple[str, ...]


def merge(base: Mapping | None, mine: Mapping, theirs: Mapping, answers: Mapping[str, str] | None = None) -> Merged:
    """Merge what was typed (`mine`) with what is there now (`theirs`), both having begun from `base`.

    What only one changed is taken from that one. Sets are joined element by element: what either added is in, what
    either removed is out, so that they cannot conflict. Where `base` does not say what a value began from, or is None,
    every difference is a conflict. `answers` holds name → `NOW`, any other word for mine, or "" for a question still
    open. All mappings but `base` and `answers` have the same names.
    """
    base, answers = base or {}, answers or {}
    values, taken, conflicts = dict(mine), [], []
    for name, typed in mine.items():
        now, began, answer = theirs[name], base.get(name, UNKNOWN), answers.get(name)
        if answer == "":
            conflicts.append(name)
        elif answer == NOW:
            values[name] = now
        elif typed == now or began == now:
            pass
        elif began == typed:
            values[name] = now
        elif began is not UNKNOWN and isinstance(typed, frozenset):
            values[name] = now - (began - typed) | (typed - began)
        else:
            conflicts.append(name)
        if values[name] != typed:
            taken.append(name)
    return Merged(values, tuple(taken), tuple(conflicts))
