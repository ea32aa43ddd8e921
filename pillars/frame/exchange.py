"""The frame's tables that staff take out and read in: pillars, focus areas, topics."""

from icpr.lib.exchange.tables import Table
from pillars.blueprint.exchange import refer
from pillars.models import FocusArea, Pillar, Term, Topic

BY_SLUG = (
    "A {0} is recognized by its slug, the last part of its address: a line with another slug is a new {0}, and the one"
    " it was stays beside it. Readers see a change at once."
)


def terms(model: type[Term], *fields: str) -> Table:
    """The table of a kind of term, with the fields it has besides."""
    remark = BY_SLUG.format(model._meta.verbose_name)
    return Table(model, key=["slug"], fields=["name", *fields, "summary"], remark=remark, refer=refer)


PILLARS = terms(Pillar, "number", "short_name", "hue")
FOCUS_AREAS = terms(FocusArea, "position")
TOPICS = terms(Topic, "position")
