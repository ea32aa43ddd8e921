"""The authors of a record in one cell: "Smith, Jane; International Association of Chiefs of Police; Plato,".

A comma makes a person, whose given names may be missing. An organization whose name has a comma stands in quotation
marks, as does any name that holds what parts names here.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from icpr.lib.exchange.columns import Cell, cleaned
from icpr.lib.exchange.known import Known
from icpr.lib.exchange.listed import joined, parted, quoted
from resources.models import Author, Resource

BETWEEN, INSIDE = ";\n", ","
NAMES = ("family_name", "given_names", "organization")


def names(author: Author) -> tuple[str, ...]:
    return tuple(getattr(author, name) for name in NAMES)


class AuthorsCell(Cell):
    how = "“Family, Given” or an organization’s name, in quotation marks if it has a comma; semicolons part several"

    def in_json(self, value: Iterable[Author]) -> list[str]:
        return list(map(self._piece, value))

    @staticmethod
    def _piece(author: Author) -> str:
        marks = BETWEEN + INSIDE
        if author.organization:
            return quoted(author.organization, marks)
        return f"{quoted(author.family_name, marks)}, {quoted(author.given_names, marks)}".rstrip(" ")

    def write(self, value: Iterable[Author]) -> str:
        return cleaned(joined(self.in_json(value)))

    def read(self, text: str, known: Known) -> list[Author]:
        return [self._author(parts) for parts in parted(text, BETWEEN, INSIDE)]

    @staticmethod
    def _author(parts: list[str]) -> Author:
        match parts:
            case [organization]:
                author = Author(organization=organization)
            case [family, given] if family:
                author = Author(family_name=family, given_names=given)
            case _:
                said = ", ".join(parts)[:80]
                raise ValidationError(
                    f"“{said}” can be read in several ways. Write a person as “Family, Given”, "
                    "and put quotation marks around an organization’s name that has a comma."
                )
        author.clean_fields(exclude=["resource"])
        return author

    def store(self, row: Resource, value: Iterable[Author]) -> None:
        """Those that stay are kept as they are, in the order of the cell."""
        held = list(Author.objects.filter(resource=row))
        for position, wanted in enumerate(value, 1):
            author = next((one for one in held if names(one) == names(wanted)), None)
            if author:
                held.remove(author)
            else:
                author = Author(resource=row, **dict(zip(NAMES, names(wanted), strict=True)))
            if not author.pk or author.position != position:
                author.position = position
                author.save()
        for author in held:
            author.delete()
        self.forget(row)
