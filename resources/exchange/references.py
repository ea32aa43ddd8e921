"""How cells of the catalogue's tables refer to rows: records by their permanent number, tags by their name."""

import re
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.exchange.columns import Cell, ReferencesCell
from icpr.lib.exchange.known import Known, Reference
from pillars.blueprint.exchange import BY_ADDRESS, BY_NUMBER, former
from pillars.models import Item
from resources.models import Resource, Tag
from resources.models.catalogue import permanent_number
from resources.terms.aliases import meant
from resources.terms.models import TERM_MODELS, kind_of

NUMBER = re.compile(r"ICPR-([0-9]{1,9})", re.IGNORECASE | re.ASCII)
HOW_NUMBERED = "a permanent number, such as ICPR-000018"


def number_in(text: str) -> int:
    """The number in "ICPR-000018". Raises ValidationError."""
    if found := NUMBER.fullmatch(text.strip()):
        return int(found[1])
    raise ValidationError(f"“{text[:40]}” is not {HOW_NUMBERED}.")


def _once(model: type[models.Model], word: str) -> models.Model | None:
    """The row that a word means which is neither its present address nor its name: another name of it, or one that is
    the same to readers, or an address it once had."""
    found = meant(kind_of(model), [word]).get(word) if model in TERM_MODELS.values() else None
    return found or former(model, word)


BY_PERMANENT_NUMBER = Reference(
    how=HOW_NUMBERED,
    word=lambda record: record.permanent_number,
    write=lambda record: record.permanent_number,
    parse=lambda text: permanent_number(number_in(text)),
    needs=("number", "title"),
)
BY_TAG = Reference(
    how="the name of a tag",
    word=lambda tag: tag.slug,
    write=lambda tag: tag.name,
    former=_once,
)
BY_LEAN_ADDRESS = replace(BY_ADDRESS, former=_once, needs=("slug", "name"))
BY_LEAN_NUMBER = replace(BY_NUMBER, needs=("number",))


def refer(model: type[models.Model]) -> Reference:
    return {Resource: BY_PERMANENT_NUMBER, Tag: BY_TAG, Item: BY_LEAN_NUMBER}.get(model, BY_LEAN_ADDRESS)


class NumberCell(Cell):
    """The permanent number of a record, which the library gives."""

    how = f"{HOW_NUMBERED}; empty for a new record, which gets its own"

    def write(self, value: int | None) -> str:
        return permanent_number(value) if value else ""

    def read(self, text: str, known: Known) -> int:
        return number_in(text)


class TagsCell(ReferencesCell):
    marks = ",;\n"

    def rows_beside(self) -> None:
        """All as they are: taggit takes no other rows than its own."""

    @property
    def how(self) -> str:
        return "names of tags; several are separated by semicolons"
