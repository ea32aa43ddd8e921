"""The order of a list as its pages show it, group after group, and what a form does to it."""

import re
from collections.abc import Mapping

from icpr.kept.history import by_boxes, moved
from resources.reading_lists.contents import Shown
from resources.reading_lists.models import Entry

MOVE = re.compile(r"(?P<whole>group-)?(?P<to>up|down) (?P<name>[a-z]+-[0-9]{1,18}|[0-9]{1,3})", re.ASCII)


def grouped(entries: list[Entry]) -> list[list[str]]:
    """The keys of entries as pages show them: those without a group first, then each group in the order of its first
    entry."""
    found: dict[str, list[str]] = {"": []}
    for entry in entries:
        found.setdefault(entry.group, []).append(entry.key)
    return [keys for keys in found.values() if keys]


def flat(groups: list[list[str]]) -> list[str]:
    return [key for keys in groups for key in keys]


def after(groups: list[list[str]], sent: Mapping[str, str]) -> list[str] | None:
    """The order of all keys after what a form asks for: one entry, or a whole group by its number from 0, moved up or
    down by one, or entries put where their numbered boxes say. None when it asks for nothing that can be done."""
    if not (asked := sent.get("move")):
        return by_boxes(flat(groups), sent)
    move = MOVE.fullmatch(asked)
    if move and move["whole"]:
        names = [str(place) for place in range(len(groups))]
        order = moved(names, move["name"], move["to"]) if move["name"] in names else names
        return flat([groups[int(name)] for name in order])
    if move and any(move["name"] in keys for keys in groups):
        return flat([moved(keys, move["name"], move["to"]) if move["name"] in keys else keys for keys in groups])
    return None


def marked(groups: list[tuple[str, list[Shown]]]) -> list[dict]:
    """The groups for a page: name, number from 0, whether it can be moved up and down, and its entries with their
    places from 1."""
    rows, place = [], 0
    named = [number for number, (name, _) in enumerate(groups) if name]
    for number, (name, members) in enumerate(groups):
        entries = []
        for shown in members:
            place += 1
            entries.append({"shown": shown, "place": place, "key": shown.entry.key})
        movable = {"up": name and number > named[0], "down": name and number < named[-1]} if named else {}
        rows.append({"name": name, "number": number, "entries": entries, **movable})
    return rows
