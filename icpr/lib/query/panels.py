"""Facets as shown beside a list: panels of choices, each with its number. See `templates/query/_facet.html`."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString


class Choice(NamedTuple):
    """One value of a facet as shown. `only_url` is the address of the list with this value alone in its facet.

    `disc` is a number shown in a disc, `hue` a colour of the style sheet, `shape` the name of a sign drawn once a page.
    """

    key: str
    label: str
    number: int
    chosen: bool
    only_url: str
    disc: int | None = None
    hue: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One facet as shown: `choices` can be ticked (`single`: one at a time), `others` be found by typing.

    `others` is the HTML of their options: hundreds, made once for each index. `note` is a sentence below the choices.
    """

    name: str
    label: str
    choices: list[Choice]
    is_open: bool
    others: SafeString | str = ""
    single: bool = False
    note: str = ""
