"""The Blueprint's tables that staff take out and read in. One more is a declaration, and its line in the admin."""

import re

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.exchange.columns import Cell, Known, Reference
from icpr.lib.exchange.tables import Table
from pillars.models import (
    ActionItem,
    Addressed,
    AgencyExample,
    Finding,
    FormerAddress,
    Item,
    Recommendation,
)
from pillars.models.items import NUMBER


def number_in(text: str) -> str:
    """The number in "Item 1.10". Raises ValidationError."""
    if found := re.fullmatch(rf"item\s+({NUMBER})", text, re.IGNORECASE | re.ASCII):
        return found[1]
    if re.fullmatch(r"[0-9.]+", text, re.ASCII):
        raise ValidationError(f"Write “Item {text[:9]}”: a bare 1.1 may be what a spreadsheet made of 1.10.")
    raise ValidationError(f"“{text[:40]}” is no number of an item. Write it as “Item 1.10”.")


def numbered(number: str) -> str:
    """A number in a cell stands behind a word, because a spreadsheet would make 1.1 of 1.10."""
    return f"Item {number}"


def former(model: type[models.Model], slug: str) -> models.Model | None:
    """The row that once had an address."""
    return FormerAddress.objects.holder(model, slug) if issubclass(model, Addressed) else None


BY_NUMBER = Reference(
    how="such as “Item 1.10”",
    word=lambda item: numbered(item.number),
    write=lambda item: numbered(item.number),
    parse=lambda text: numbered(number_in(text)),
)
BY_ADDRESS = Reference(former=former)


def refer(model: type[models.Model]) -> Reference:
    return BY_NUMBER if model is Item else BY_ADDRESS


class NumberCell(Cell):
    how = BY_NUMBER.how

    def write(self, value: str) -> str:
        return numbered(value)

    def read(self, text: str, known: Known) -> str:
        return number_in(text)


ITEMS = Table(
    Item,
    key=["number"],
    fields=[
        *("level", "pillar", "parent", "statement", "plain_title", "actors", "focus_areas"),
        *("practices", "near_practices", "first_step", "effort", "owner_unit", "side", "question"),
        *("place_in_report", "source_name", "source_url", "verified", "number_inferred", "staff_note", "state"),
    ],
    labels={"source_url": "source address"},
    former={"who must act": "actors", "practices it bears on": "near_practices", "source address": "source_url"},
    remark="An item is recognized by its number. A new one waits to be checked against the report, and no reader sees"
    " it, unless the file gives another state. An action item stands under a recommendation, which may be new too if"
    " its line comes first.",
    is_public=lambda item: item.is_public,
    proxies=[Recommendation, ActionItem],
    proxy_of=lambda item: ActionItem if item.level in ActionItem.LEVELS else Recommendation,
    cells={"number": NumberCell},
    refer=refer,
)

FINDINGS = Table(
    Finding,
    key=["practice", "outcome", "url"],
    fields=[
        *("direction", "rating_words", "rated_by", "scheme", "rated_on", "design", "strength", "study_count"),
        *("summary", "figure", "figure_of", "source_title", "source_org", "year", "looked_on"),
    ],
    remark="A finding is recognized by its practice, outcome and address together. A line with another outcome or"
    " address is therefore a new finding, and the one it was stays beside it. Readers see a new finding at once.",
    former={"address": "url", "source": "source_org"},
    refer=refer,
)

EXAMPLES = Table(
    AgencyExample,
    key=["item", "agency", "url"],
    fields=["summary", "source_title", "year", "looked_on", "staff_note"],
    remark="An example is recognized by its item, agency and address together. A line with another of them is therefore"
    " a new example, and the one it was stays beside it. Readers of a public item see a new example at once.",
    former={"address": "url"},
    is_public=lambda example: example.item.is_public,
    refer=refer,
)
