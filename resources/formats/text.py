"""Plain text: each record as it is cited, in the style that is asked for, with its permanent address."""

from collections.abc import Iterator

from icpr.lib.formats import Form, Part
from icpr.lib.http.site import absolute
from icpr.lib.query.notices import Notice, printable, quote
from resources.citations import STYLES, Style
from resources.formats.reading import records

DEFAULT = "apa"


def write(part: Part) -> Iterator[str]:
    return _lines(part, style_of(part))


def style_of(part: Part) -> Style:
    """The style that is asked for; what is none is said, and gives the usual one."""
    typed = printable(part.asked.get("style", ""))
    if typed and typed not in STYLES:
        known = ", ".join(STYLES)
        part.notices.append(Notice("style", f"{quote(typed)} is no style of citation here; there are {known}."))
    return STYLES.get(typed, STYLES[DEFAULT])


def _lines(part: Part, style: Style) -> Iterator[str]:
    head = [part.source.heading, absolute(part.source.address), style.label]
    yield "\n".join([*head, *(notice.message for notice in part.notices), "", ""])
    for record in records(part):
        yield f"{style.write(record)}\n{absolute(record.permanent_url)}\n\n"


TEXT = Form("txt", ".txt", "text/plain; charset=utf-8", "Text", 1_000, write, use="cite", parameters=("style",))
