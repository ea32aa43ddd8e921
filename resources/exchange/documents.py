"""The papers of a record in one cell, a line each: what it is for, its title, where it is. A file stays as it is.

"Full text | title: Pocket guide | address: https://example.org/a.pdf | evidence: The publisher's own page | paper: 12".
The number of a paper says which it is; a line without one is a new paper, or one that has the same role, title and
address.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.exchange.columns import Cell, cell_of, cleaned
from icpr.lib.exchange.known import BY_SLUG, Known, Refer
from icpr.lib.exchange.listed import joined
from resources.exchange import parted_lines
from resources.models import Document, Resource

# What a line says of a paper: its name there, and the column.
NAMES = {
    "title": "title",
    "address": "url",
    "evidence": "address_evidence",
    "format": "format",
    "language": "language",
    "pages": "page_count",
}
CELLS = {name: cell_of(Document._meta.get_field(name), lambda model: BY_SLUG) for name in ("role", *NAMES.values())}
PLAIN = "en"  # a language that is not said
HELD = "held here"
STAYS = "“{}” is held here as a file. Files are added and removed on the page of the record."
EVIDENCE = "An address needs its evidence, and evidence needs an address."


@dataclass(frozen=True)
class Paper:
    """A paper as a cell says it: its columns as `CELLS` has them, its key if it is there, whether its file is here."""

    values: dict[str, object] = field(default_factory=dict)
    pk: int | None = None
    is_held: bool = False

    @classmethod
    def of(cls, document: Document) -> "Paper":
        return cls({name: getattr(document, name) for name in CELLS}, document.pk, document.is_held)

    @property
    def line(self) -> str:
        texts = {name: CELLS[column].write(self.values[column]) for name, column in NAMES.items()}
        texts["language"] = "" if self.values["language"] == PLAIN else texts["language"]
        texts |= {"file": HELD if self.is_held else "", "paper": str(self.pk or "")}
        return parted_lines.written(CELLS["role"].write(self.values["role"]), texts)

    @property
    def same(self) -> tuple:
        """What tells papers without a number apart."""
        return tuple(self.values[name] for name in ("role", "title", "url"))


class DocumentsCell(Cell):
    how = (
        "a line for each paper, such as “Full text | address: https://… | evidence: The publisher’s own page”;"
        f" parts may be {', '.join(NAMES)}; what is first is one of: "
        + "; ".join(label for _, label in Document._meta.get_field("role").choices)
    )

    def __init__(self, field: models.Field, refer: Refer):
        super().__init__(field, refer)

    def of(self, row: Resource) -> list[Paper]:
        return list(map(Paper.of, super().of(row)))

    def in_json(self, value: Iterable[Paper]) -> list[str]:
        return [paper.line for paper in value]

    def write(self, value: Iterable[Paper]) -> str:
        return cleaned(joined(self.in_json(value), "\n"))

    def read(self, text: str, known: Known) -> list[Paper]:
        names = (*NAMES, "file", "paper")
        papers = [self._paper(first, said, known) for first, said in parted_lines.read(text, names)]
        numbers = [paper.pk for paper in papers if paper.pk]
        if len(numbers) != len(set(numbers)):
            raise ValidationError("One paper stands there twice.")
        return papers

    @staticmethod
    def _paper(role: str, said: dict[str, str], known: Known) -> Paper:
        values = {column: CELLS[column].read(said.get(name, ""), known) for name, column in NAMES.items()}
        values |= {"role": CELLS["role"].read(role, known), "language": values["language"] or PLAIN}
        Document(**values).clean_fields(exclude=["resource", "file"])
        if bool(values["url"]) != bool(values["address_evidence"]):
            raise ValidationError(EVIDENCE)
        number = said.get("paper", "")
        if number and not (number.isascii() and number.isdigit() and len(number) < 10):
            raise ValidationError(f"“{number[:20]}” is not the number of a paper.")
        return Paper(values, int(number) if number else None, said.get("file", "").casefold() == HELD)

    def fits(self, row: Resource, value: list[Paper]) -> None:
        self._matched(row, value)

    def _matched(self, row: Resource, papers: list[Paper]) -> tuple[list[Document | None], list[Document]]:
        """The document that each paper is, None for a new one; and those that none is. Raises ValidationError."""
        held = {document.pk: document for document in ([] if row._state.adding else super().of(row))}
        numbered = {paper.pk for paper in papers}
        free = [document for pk, document in held.items() if pk not in numbered]
        found = []
        for paper in papers:
            if paper.pk and paper.pk not in held:
                raise ValidationError(f"The record has no paper {paper.pk}. Leave the number out for a new one.")
            document = held.get(paper.pk) or next((one for one in free if Paper.of(one).same == paper.same), None)
            if document in free:
                free.remove(document)
            if (paper.is_held and not (document and document.is_held)) or (
                document and document.is_held and paper.values["url"]
            ):
                raise ValidationError(STAYS.format(document or CELLS["role"].write(paper.values["role"])))
            found.append(document)
        if lost := [document for document in free if document.is_held]:
            raise ValidationError(STAYS.format(lost[0]))
        return found, free

    def store(self, row: Resource, value: list[Paper]) -> None:
        found, gone = self._matched(row, value)
        for position, (paper, document) in enumerate(zip(value, found, strict=True), 1):
            document = document or Document(resource=row)
            values = paper.values | {"position": position}
            if not document.pk or any(getattr(document, name) != wanted for name, wanted in values.items()):
                for name, wanted in values.items():
                    setattr(document, name, wanted)
                document.save()
        for document in gone:
            document.delete()
        self.forget(row)
