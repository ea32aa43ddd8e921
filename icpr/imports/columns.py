"""Which column of a table each head of a file means: as it says, as somebody said before, or guessed and asked."""

import hashlib
import json
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from icpr.imports.models import RememberedColumns
from icpr.imports.registry import name_of
from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.sheets import WRONG
from icpr.lib.exchange.tables import Column, Table
from icpr.lib.folding import key_of

CLOSE = 82  # of 100: from which on a head may be a column's name written otherwise


def known(table: Table, heads: Sequence[str]) -> list[str] | None:
    """The names of the columns under some heads, "" for one that is not read; None if somebody has to say."""
    remembered = RememberedColumns.objects.filter(table=name_of(table), digest=_digest(heads)).first()
    if remembered and is_possible(table, remembered.columns):
        said = iter(remembered.columns)
        return [next(said) if _counts(head) else "" for head in heads]
    ours = own(table, heads)
    others = [head for head, name in zip(heads, ours, strict=True) if head and name is None]
    if any(guess(table, head) for head in others) or not is_possible(table, [name or "" for name in ours]):
        return None
    return [name or "" for name in ours]


def own(table: Table, heads: Sequence[str]) -> list[str | None]:
    """What each head says for itself: the name of a column, "" for one of ours that is not read, None for any other."""
    columns = {column.name for column in table.columns}
    unread = {column.name for column in table.shown} | {WRONG}
    names = [table.name_in(head) for head in heads]
    return [name if name in columns else "" if name in unread else None for name in names]


def guesses(table: Table, heads: Sequence[str]) -> list[str]:
    """The likely column for each head, each column once; "" where there is none."""
    found: list[str] = []
    for head, name in zip(heads, own(table, heads), strict=True):
        name = guess(table, head) if name is None else name
        found.append("" if name in found else name)
    return found


def guess(table: Table, head: str) -> str:
    """The column a head that is none of ours probably means, or ""."""
    wanted = key_of(head)
    if not wanted:
        return ""
    words = {key_of(word): name for word, name in table.guesses.items()}
    for column in table.columns:
        words |= {key_of(column.name.replace("_", " ")): column.name, key_of(column.label): column.name}
    if wanted in words:
        return words[wanted]
    best = process.extractOne(wanted, words.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
    return words[best[0]] if best else ""


def is_possible(table: Table, names: Sequence[str]) -> bool:
    return not why_not(table, names)


def why_not(table: Table, names: Sequence[str]) -> str:
    """What is wrong with columns of these names, "" if nothing."""
    try:
        columns, _ = table.columns_under(names)
    except Unreadable as error:
        return str(error)
    return "" if any(columns) else "Say of at least one column what it holds."


def columns_of(table: Table, names: Sequence[str]) -> list[Column | None]:
    """The columns of these names. Raises Unreadable."""
    return table.columns_under(names)[0]


def remember(table: Table, heads: Sequence[str], names: Sequence[str]) -> None:
    """Read files with the same heads so from now on."""
    said = [name for head, name in zip(heads, names, strict=True) if _counts(head)]
    RememberedColumns.objects.update_or_create(table=name_of(table), digest=_digest(heads), defaults={"columns": said})


def _counts(head: str) -> bool:
    """Whether a head tells files apart: a file of failed rows is read like the one that they come from."""
    return head.casefold() not in {"", WRONG}


def _digest(heads: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([head.casefold() for head in heads if _counts(head)]).encode()).hexdigest()
