"""The relations of a resource: one table that says, for each, where it counts.

To add one: the field in `resources/models/resource.py` with its migration, and a line here. If it is a facet, its name
also stands in the order of `resources/catalogue/facets.py`.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from resources.models import Resource


@dataclass(frozen=True)
class Relation:
    """A many-to-many field of `Resource` whose rows have a `name`, and those of facets a `slug`.

    field: its name. facet: its query parameter, if lists are filtered by it. label: the heading of the facet. order: of
    its values. phrase: how a list's heading says them, `{}` for "A or B"; rank: where in the heading, the lowest first.
    lower: said there in small letters. long: shown by size, the largest first, with a box to find the others. page: the
    URL name of the page each value has; such values are suggested while somebody types. searched: whether names are
    among the words a record is found by. widget: how the record's form asks for it, in `boxes` to tick, two `lists`, by
    `search` or as `words`.
    """

    field: str
    facet: str = ""
    label: str = ""
    order: str = "position"
    phrase: str = ""
    rank: int = 0
    lower: bool = False
    long: bool = False
    page: str = ""
    searched: bool = False
    widget: str = "search"

    @cached_property
    def model(self) -> type[Model]:
        return Resource._meta.get_field(self.field).related_model


# In the order the record's form shows them, which is also the order of their names among a record's words.
RELATIONS = (
    Relation(
        field="pillars",
        facet="pillar",
        label="Pillar",
        order="number",
        phrase="on {}",
        rank=1,
        page="pillar",
        searched=True,
        widget="boxes",
    ),
    Relation(
        field="focus_areas",
        facet="focus",
        label="Focus area",
        phrase="in {}",
        rank=2,
        page="focus-area",
        searched=True,
        widget="boxes",
    ),
    Relation(
        field="topics",
        facet="topic",
        label="Topic",
        phrase="under {}",
        rank=3,
        page="topic",
        searched=True,
        widget="boxes",
    ),
    Relation(
        field="audiences", facet="audience", label="Audience", phrase="for {}", rank=5, lower=True, widget="boxes"
    ),
    Relation(
        field="publishers",
        facet="publisher",
        label="Publisher",
        order="name",
        phrase="from {}",
        rank=6,
        long=True,
        searched=True,
    ),
    Relation(
        field="tags",
        facet="tag",
        label="Tag",
        order="name",
        phrase="about {}",
        rank=4,
        long=True,
        page="tag",
        searched=True,
        widget="words",
    ),
    Relation(field="items", widget="lists"),
    Relation(field="practices"),
)
BY_FACET = {relation.facet: relation for relation in RELATIONS if relation.facet}

SEARCHED = {relation.model: relation.field for relation in RELATIONS if relation.searched}
WITH_PAGES = tuple(relation for relation in RELATIONS if relation.page)


def asked_by(widget: str) -> list[str]:
    """The fields a record's form asks for in one way."""
    return [relation.field for relation in RELATIONS if relation.widget == widget]
