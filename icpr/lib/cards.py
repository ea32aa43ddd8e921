"""How a record is shown in a list, by whoever owns its model: pages of lower areas show records they know nothing of.

cards.register(Resource, "resources/_card.html", "resource")     # the owner, when the site starts
{% card record bare=True %}                                      # any template
"""

from typing import NamedTuple

from django.db.models import Model


class Card(NamedTuple):
    """The template of a model's card, and the name it calls the record by."""

    template: str
    name: str


_cards: dict[type[Model], Card] = {}


def register(model: type[Model], template: str, name: str) -> None:
    """Show the records of a model and of its proxies by a template."""
    _cards[model] = Card(template, name)


def of(record: Model) -> Card:
    """The card of a record. Raises LookupError for one whose owner registered none."""
    try:
        return _cards[record._meta.concrete_model]
    except KeyError:
        raise LookupError(f"{record._meta.label} has no card: its app registers one, see icpr.lib.cards.") from None
