"""CSL-JSON, as Zotero and our own lists write it. https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html"""

import json
from io import BytesIO

from icpr.lib.confined.limits import Refused
from icpr.lib.exchange.readers.found import Found, table_of
from icpr.lib.exchange.readers.works import VARIABLES, body, day_of, person, text_of, work

NAMES, DATES = ("author", "editor"), ("issued",)
NO_WORKS = "The file holds no list of works."


def read(file: BytesIO, kind: str) -> Found:
    try:
        listed = json.loads(file.getvalue().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused("The file is not JSON that can be read.") from error
    listed = listed.get("items", [listed]) if isinstance(listed, dict) else listed
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise Refused(NO_WORKS)
    unread = {name for entry in listed for name in entry if name not in VARIABLES}
    notices = (
        [f"Not read, because the library has no place for it: {', '.join(sorted(unread)[:20])}."] if unread else []
    )
    return table_of(map(of_entry, listed), notices, works=True)


def of_entry(entry: dict) -> dict[str, str]:
    facts = dict(entry)
    facts |= {role: [_name(name) for name in _list(entry.get(role))] for role in NAMES}
    facts |= {date: _date(entry.get(date)) for date in DATES}
    return work(facts)


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def _name(name: object) -> str:
    if not isinstance(name, dict):
        return body(text_of(name))
    parts = {key: text_of(value) for key, value in name.items()}
    if literal := parts.get("literal"):
        return body(literal)
    particle = parts.get("non-dropping-particle") or parts.get("dropping-particle", "")
    return person(parts.get("family", ""), parts.get("given", ""), particle, parts.get("suffix", ""))


def _date(date: object) -> str:
    if isinstance(date, dict):
        if parts := _list(date.get("date-parts")):
            return day_of(_list(parts[0]))
        return text_of(date.get("raw") or date.get("literal"))
    return text_of(date)
