"""What is drawn beside a collection: the six columns of the home page, those of its pillars in their hues."""

from pillars.models import Pillar
from resources.catalogue.values import Value
from resources.models import Picture, Resource

FIRST_COLUMN, COLUMNS_APART = 65, 70  # where the columns of `_scene.html` stand


def column(pillar: Pillar, *, is_plain: bool = False) -> dict:
    return {"pillar": pillar, "x": FIRST_COLUMN + COLUMNS_APART * (pillar.number - 1), "is_plain": is_plain}


def of_collection(record: Resource, values: dict[str, list[Value]]) -> dict[str, object]:
    """What the drawing's template is given; one query."""
    own = {value.number for value in values.get("pillar", ())}
    every = record.picture != Picture.PILLARS or not own
    columns = [column(pillar, is_plain=not (every or pillar.number in own)) for pillar in Pillar.objects.all()]
    return {"columns": columns, "with_people": record.picture == Picture.PEOPLE}
