"""How a record is shown in a list, by whoever owns its model: pages of lower areas show records they know nothing of.

cards.register(Resource, "resources/_row.html", "resource", line="resources/_line.html")     # the owner, at the start
{% card record bare=True %}, {% card_line record %}                                           # any template
"""

from typing import NamedTuple

from django.db.models import Model


class Card(NamedTuple):
    """The template of a model's card, the name it calls the record by, and the template of a record in one line."""

    template: str
    name: str
    line: str


_cards: dict[type[Model], Card] = {}


def register(model: type[Model], template: str, name: str, line: str) -> None:
    """Show the records of a model and of its proxies by a template, and by another where there is only a line."""
    _cards[model] = Card(template, name, line)


def of(record: Model) -> Card:
    """The card of a record. Raises LookupError for one whose owner registered none."""
    try:
        return _cards[record._meta.concrete_model]
    except KeyError:
        raise LookupError(f"{record._meta.label} has no card: its app registers one, see icpr.lib.cards.") from None
