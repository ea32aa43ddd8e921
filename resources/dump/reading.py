"""The lines of a dump's files, each with what is wrong with it; nothing is written here."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from resources.dump.writing import SUMS

MOST_FAULTS = 20  # after so many nobody reads on
MISSING = object()


class DumpRefused(Exception):
    """Raised when files are not fit to load; `faults` says of each file, line, field and reason."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Faults:
    """Collects what is wrong. Raises DumpRefused when it is enough."""

    found: list[str] = field(default_factory=list)

    def add(self, fault: str) -> None:
        self.found.append(fault)
        if len(self.found) >= MOST_FAULTS:
            raise DumpRefused([*self.found, "There may be more; mend these first."])

    def finish(self) -> None:
        if self.found:
            raise DumpRefused(self.found)


@dataclass
class Line:
    """One object of a file. What is asked of it and is not there, or not fit, is added to the faults."""

    file: str
    number: int
    facts: dict[str, Any]
    faults: Faults
    is_sound: bool = True

    def fault(self, name: str, reason: str) -> None:
        self.is_sound = False
        self.faults.add(f"{self.file}, line {self.number}: {f'{name}: ' if name else ''}{reason}")

    def at(self, path: str) -> Any:
        """What stands at a path such as "documents.0.role.key"; MISSING, with a fault, when nothing does."""
        found: Any = self.facts
        for step in path.split("."):
            try:
                found = found[int(step)] if isinstance(found, list) else found[step]
            except (KeyError, IndexError, TypeError, ValueError):
                self.fault(path, "this is missing.")
                return MISSING
        return found

    def text(self, path: str) -> str | None:
        """The text at a path; None, with a fault, for anything else."""
        return self._of_type(path, str, "text")

    def many(self, path: str) -> list:
        """The list at a path; an empty one, with a fault, for anything else."""
        return self._of_type(path, list, "list") or []

    def _of_type(self, path: str, kind: type, name: str) -> Any:
        found = self.at(path)
        if found is not MISSING and not isinstance(found, kind):
            self.fault(path, f"this is no {name}.")
        return found if isinstance(found, kind) else None

    def value(self, path: str, column: Field) -> Any:
        """What stands at a path as the column keeps it; None, with a fault, for what the column does not take."""
        given = self.at(path)
        if given is MISSING:
            return None
        if reason := _unfit(given, column):
            self.fault(path, reason)
            return None
        try:
            return column.clean(given, None)
        except ValidationError as error:
            self.fault(path, " ".join(error.messages))
            return None

    def broken_rules(self, row: Model) -> None:
        """Add what the database has against the row, rule by rule; asks it a question for each."""
        for constraint in row._meta.constraints:
            try:
                constraint.validate(type(row), row)
            except ValidationError as error:
                self.fault("", " ".join(error.messages))


def _unfit(given: Any, column: Field) -> str:
    """Why a JSON value cannot be one of a column, where `clean` would change it in silence or fail; "" if it can."""
    if given is None and column.null:
        return ""
    expected = TYPES.get(column.get_internal_type(), str)
    if type(given) is not expected:
        return f"this is no {WORDS[expected]}."
    if expected is str and UNKEPT.search(given):
        return "this holds a character that cannot be kept."
    return ""


# Everything else is text in JSON, days included.
TYPES = {"BooleanField": bool, "PositiveIntegerField": int, "PositiveSmallIntegerField": int}
WORDS = {str: "text", int: "whole number", bool: "true or false"}
UNKEPT = re.compile("[\x00\ud800-\udfff]")


def lines(path: Path, faults: Faults) -> Iterator[Line]:
    """The objects of a file, a line each, with those faults that lie in a line itself."""
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            try:
                facts = json.loads(data)
            except ValueError as error:  # also for what is no UTF-8
                faults.add(f"{path.name}, line {number}: this is no JSON: {error}.")
                continue
            if isinstance(facts, dict):
                yield Line(path.name, number, facts, faults)
            else:
                faults.add(f"{path.name}, line {number}: this is no object.")


def compare_with_sums(paths: list[Path], faults: Faults) -> None:
    """Tell of files that are not as `SHA256SUMS` beside them says, if it is there."""
    sums = paths[0].with_name(SUMS)
    if not sums.exists():
        return
    expected = {line[66:]: line[:64] for line in sums.read_text(errors="replace").splitlines()}
    for path in paths:
        with path.open("rb") as file:
            if expected.get(path.name) != file_digest(file, "sha256").hexdigest():
                faults.add(f"{path.name}: not as {SUMS} says. Fetch both again, or remove {SUMS} if you changed it.")
