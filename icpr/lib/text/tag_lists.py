"""Tags as they are typed into one field, and written there: `settings.TAGGIT_TAGS_FROM_STRING` and its like.

A comma, a semicolon, a line's end or quotation marks part them. A space never does: most tags are several words.
"""

import re
from collections.abc import Iterable

from icpr.lib.folding import key_of
from icpr.lib.text.fields import one_line

QUOTED = re.compile(r'"([^"\n]*)"|“([^”\n]*)”|„([^“”\n]*)[“”]|«([^»\n]*)»')
SEPARATORS = re.compile(r"[,;\n，；、،؛]")


def names_in(text: str) -> list[str]:
    """The tags of a list as it was typed, in alphabetical order; of those that are one to `key_of` the first."""
    pieces, place = [], 0
    text = text.replace("\r", "\n")
    for found in QUOTED.finditer(text):
        pieces += [*SEPARATORS.split(text[place : found.start()]), next(filter(None, found.groups()), "")]
        place = found.end()
    pieces += SEPARATORS.split(text[place:])
    names: dict[str, str] = {}
    for piece in pieces:
        if name := one_line(piece.strip().strip('"“”„«»')):
            names.setdefault(key_of(name) or name, name)
    return sorted(names.values())


def as_text(tags: Iterable) -> str:
    """Tags, or their names, as a list that `names_in` reads back:
    in quotation marks where a name holds what parts it."""
    names = sorted(getattr(tag, "name", tag) for tag in tags)
    return ", ".join(f'"{name}"' if SEPARATORS.search(name) else name for name in names)
