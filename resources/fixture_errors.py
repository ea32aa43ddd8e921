"""What is wrong with fixtures, found before any row is written: Django's `loaddata` takes a kind that is none, and
writes a row that is in twice over the first."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CheckConstraint, Field, Model, UniqueConstraint

BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class Row:
    """One object of a fixture: its text and where that begins, its model and what it holds."""

    name: str
    line: int
    text: str
    model: type[Model]
    fields: dict

    def error(self, reason: str, field: str = "") -> str:
        """A sentence that says where: file, line, and field if one is meant."""
        found = re.search(rf'"{re.escape(field)}"\s*:', self.text) if field else None
        line = self.line + self.text.count("\n", 0, found.start()) if found else self.line
        return f"{self.name}, line {line}: {f'{field}: ' if field else ''}{reason}"


def fixture_errors(folder: Path, names: Iterable[str], *, with_constraints: bool = False) -> list[str]:
    """Every fault of some JSON fixtures in a folder, as "file, line: field: reason"; empty when they may be loaded.

    Found are texts that are no JSON, unknown models and fields, values a field does not take, references to what no
    fixture holds, and rows that are in twice. `with_constraints` also asks the database about rules between the fields
    of a row, at a query for each.
    """
    errors: list[str] = []
    rows = [row for name in names for row in _rows(name, (folder / name).read_bytes(), errors)]
    keys: dict[type[Model], set[str]] = defaultdict(set)
    for row in rows:
        keys[row.model].add(_natural_key(row))
    seen: dict[tuple, Row] = {}
    for row in rows:
        errors += _wrong_values(row, keys)
        errors += _doubles(row, seen)
        errors += _broken_rules(row) if with_constraints else []
    return errors


def _rows(name: str, data: bytes, errors: list[str]) -> Iterator[Row]:
    """The objects of a fixture; what is none goes to the errors."""
    try:
        text = data.decode()
        is_list = isinstance(json.loads(text), list)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        errors.append(f"{name}, line {line}: this is no UTF-8.")
        return
    except json.JSONDecodeError as error:
        errors.append(f"{name}, line {error.lineno}: this is no JSON: {error.msg}.")
        return
    if not is_list:
        errors.append(f"{name}, line 1: a fixture is a list of objects.")
        return
    decoder, place = json.JSONDecoder(), BETWEEN.match(text, text.index("[") + 1).end()
    while text[place] != "]":
        found, end = decoder.raw_decode(text, place)
        row_text, line = text[place:end], text.count("\n", 0, place) + 1
        place = BETWEEN.match(text, end).end()
        if not isinstance(found, dict) or not isinstance(fields := found.get("fields"), dict):
            errors.append(f"{name}, line {line}: an object has a model and fields.")
            continue
        try:
            yield Row(name, line, row_text, apps.get_model(str(found.get("model"))), fields)
        except (LookupError, ValueError):
            errors.append(f"{name}, line {line}: there is no model “{found.get('model')}”.")


def _wrong_values(row: Row, keys: dict[type[Model], set[str]]) -> Iterator[str]:
    for name, value in row.fields.items():
        try:
            field = row.model._meta.get_field(name)
        except FieldDoesNotExist:
            yield row.error(f"{row.model._meta.verbose_name} has no such field.", name)
            continue
        if field.is_relation:
            for key in value if isinstance(value, list) and field.many_to_many else [value]:
                if key is not None and json.dumps(key) not in keys[field.related_model]:
                    told = ", ".join(map(str, key)) if isinstance(key, list) else key
                    yield row.error(f"there is no {field.related_model._meta.verbose_name} “{told}”.", name)
            continue
        try:
            field.clean(value, None)
        except ValidationError as error:
            yield row.error(" ".join(error.messages), name)


def _doubles(row: Row, seen: dict[tuple, Row]) -> Iterator[str]:
    """Says of a row that has what only one may have, where the first stands."""
    for names in _unique(row.model):
        values = [row.fields.get(name) for name in names]
        if None in values:
            continue
        key = (row.model, names, json.dumps(values))
        if (first := seen.setdefault(key, row)) is not row:
            told = ", ".join(str(value) for value in values)
            yield row.error(f"“{told}” is in twice: also in {first.name}, line {first.line}.", names[0])


def _unique(model: type[Model]) -> list[tuple[str, ...]]:
    """The fields of which, or of which together, no two rows may have the same."""
    meta = model._meta
    single = [(field.name,) for field in meta.concrete_fields if field.unique and not field.primary_key]
    together = [found.fields for found in meta.constraints if isinstance(found, UniqueConstraint) and found.fields]
    return [*single, *map(tuple, together), *map(tuple, meta.unique_together)]


def _broken_rules(row: Row) -> Iterator[str]:
    instance = _instance(row)
    relations = {field.name for field in row.model._meta.get_fields() if field.is_relation}
    for constraint in row.model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(row.model, instance, exclude=relations)
            except ValidationError as error:
                yield row.error(" ".join(error.messages))


def _natural_key(row: Row) -> str:
    """What other rows name it by, as JSON; "" where rows of the model are not named, or this one is not whole."""
    try:
        return json.dumps(_instance(row).natural_key())
    except (AttributeError, ValueError, TypeError):
        return ""


def _instance(row: Row) -> Model:
    """The row as an object without its relations, not saved."""
    plain: dict[str, Field] = {field.name: field for field in row.model._meta.concrete_fields if not field.is_relation}
    return row.model(**{name: value for name, value in row.fields.items() if name in plain})
