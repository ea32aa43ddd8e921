"""What may be asked of the API beside the query of a list, and what is said of what may not.

The query itself is read as the pages read it: what is not understood is said in `notices` and left out. What shapes the
answer (`limit`, `cursor`, `fields`, `include`, moments) has to be right: else the answer would be another than the
program expects.
"""

import re
from collections.abc import Collection, Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field, create_model

from icpr.lib.http.problems import Problem
from icpr.lib.http.site import absolute
from icpr.lib.query.notices import Notice, printable, quote
from pillars.models.items import NUMBER
from resources.api import PREFIX, cursors
from resources.catalogue.facets import FACETS
from resources.catalogue.query_form import ORDERS

MOST_NOTICES = 10
ITEM_NUMBER = re.compile(NUMBER)
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
KEPT = ("limit", "fields", "include")
SHAPING = (*KEPT, "cursor")
UNKNOWN = "There is no parameter {} here, so it was left out."
Limit = Annotated[int, Field(description="Records of a page.", ge=1, le=100)]
Cursor = Annotated[str, Field(description="Of `next`, for the page after.", json_schema_extra={"format": "cursor"})]
Words = Annotated[str, Field(description="Words to search for, as in the search box.", examples=["use of force"])]


class Paging(Schema):
    limit: Limit = 20
    cursor: Cursor = ""


def several(words: Iterable[str], description: str) -> Any:
    """A parameter of some of these words, separated by commas."""
    described = Field(description=description, json_schema_extra={"items": {"type": "string", "enum": [*words]}})
    return Annotated[list[str], described]


def any_of(label: str, keys: Iterable[str] = ()) -> tuple[type, list]:
    """A parameter of a facet, for `create_model`: any string is taken, and said in a notice if it is no value."""
    some = ", ".join(f"`{key}`" for key in keys)
    text = f"{label}: any of the values given, by key or name." + (f" One of {some}." if some else "")
    return Annotated[list[str], Field(description=text)], []


def _text(description: str, *examples: str) -> tuple[type, str]:
    return Annotated[str, Field(description=description, examples=[*examples] or None)], ""


def _keys(facet) -> list[str]:
    return [str(key) for key, _ in getattr(facet, "choices", ()) if len(facet.choices) < 20]


RecordQuery = create_model(
    "RecordQuery",
    __base__=Schema,
    q=(Words, ""),
    **{facet.name: any_of(facet.label, _keys(facet)) for facet in FACETS},
    since=_text("The first year of issue.", "2015"),
    until=_text("The last year of issue.", "2020"),
    undated=_text("`only`: records of which no date is known."),
    sort=_text(f"The order: {', '.join(f'`{order}`' for order in ORDERS)}.", "title"),
)


# The facets of the Blueprint, by parameter; a test holds that these are all.
BLUEPRINT_FACETS = {
    "pillar": "Pillar",
    "who": "Who must act",
    "rating": "Evidence rating",
    "evidence": "What research found",
    "strength": "Kind of research",
    "effort": "Effort",
    "focus": "Focus area",
    "resources": "Resources",
}
BlueprintQuery = create_model(
    "BlueprintQuery",
    __base__=Schema,
    q=(Words, ""),
    **{name: any_of(label) for name, label in BLUEPRINT_FACETS.items()},
    **{"for": _text("`community`: questions to ask come first.")},
    sort=_text(f"The order: {', '.join(f'`{order}`' for order in ('relevance', 'start', 'pillar', 'number'))}."),
)


def words_of(request: HttpRequest, name: str, known: Collection[str]) -> list[str]:
    """The words of a parameter that takes several. Raises a `Problem` for one that is none of them."""
    given = [word.strip() for text in request.GET.getlist(name) for word in text.split(",") if word.strip()]
    if wrong := [word for word in given if word not in known]:
        raise invalid(name, f"{quote(wrong[0])} is none of {', '.join(known)}.")
    return list(dict.fromkeys(given))


def invalid(name: str, message: str) -> Problem:
    errors = [{"parameter": name, "message": message}]
    return Problem(422, f"The parameter “{name}” cannot be used: {message}", errors=errors)


def written(notices: Iterable[Notice]) -> list[dict[str, str]]:
    return [{"parameter": notice.parameter, "message": notice.message} for notice in notices]


class Asked:
    """What one request asks of a list. path: of the list in the API. names: the parameters that say what is asked for,
    which are what a cursor is signed for; `SHAPING` says how it is answered."""

    def __init__(self, request: HttpRequest, path: str, names: Collection[str] = ()):
        self.data, self.path, self.known = request.GET, path, {*names, *SHAPING}
        self.pairs = self._pairs(sorted(names))
        self.name = f"{path}?{urlencode(self.pairs)}"

    def _pairs(self, names: Iterable[str]) -> list[tuple[str, str]]:
        # Values of one name stay in their order: of some the last one counts.
        return [(name, value) for name in names for value in self.data.getlist(name) if value]

    @property
    def notices(self) -> list[Notice]:
        """What is said of parameters that the address does not have."""
        unknown = [name for name in self.data if name not in self.known][:MOST_NOTICES]
        return [Notice(printable(name)[:60], UNKNOWN.format(quote(name))) for name in unknown]

    def place(self, cursor: str) -> Any:
        """What the cursor holds, or None without one. Raises a `Problem` for one that was not given for this."""
        return cursors.read(self.name, cursor) if cursor else None

    def next(self, place: Any) -> str:
        """The address of the page behind a place, with all else as it was asked."""
        pairs = [*self.pairs, *self._pairs(KEPT), ("cursor", cursors.write(self.name, place))]
        return absolute(f"{PREFIX}{self.path}?{urlencode(pairs)}")
