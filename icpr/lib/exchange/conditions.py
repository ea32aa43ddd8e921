"""Whether rows obey the constraints of their model, for many rows: each condition is asked of the database seldom.

Django asks the database about every condition of every row (`Model.validate_constraints`). Most conditions compare
columns with a few constants, or with one another: rows for which all that comes out alike have the same answer.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Model, Q

MOST = 100_000  # answers that are remembered


class Conditions:
    """The constraints of a model. Fields of the key are settled elsewhere."""

    def __init__(self, model: type[Model], settled: set[str]):
        self.model, self.settled = model, settled
        self._answers: dict[Hashable, ValidationError | None] = {}

    def check(self, row: Model) -> None:
        """As `row.validate_constraints(exclude=settled)`: raises ValidationError with all that a row disobeys.

        A model that has a `validate_constraints` of its own knows which of them its rows need be asked about.
        """
        if self.model.validate_constraints is not Model.validate_constraints:
            row.validate_constraints(exclude=self.settled)
            return
        errors: dict = {}
        for owner, constraint, alike in self._constraints:
            key = (constraint.name, alike(row)) if alike else None
            if key not in self._answers or key is None:
                error = self._ask(owner, constraint, row)
                if key is not None and len(self._answers) < MOST:
                    self._answers[key] = error
            else:
                error = self._answers[key]
            if error is None:
                continue
            if error.code == "unique" and len(constraint.fields) == 1:
                errors.setdefault(constraint.fields[0], []).append(error)
            else:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _ask(self, owner: type[Model], constraint, row: Model) -> ValidationError | None:
        try:
            constraint.validate(owner, row, exclude=self.settled)
        except ValidationError as error:
            return error
        return None

    @cached_property
    def _constraints(self) -> list[tuple[type[Model], object, Callable[[Model], Hashable] | None]]:
        found = self.model(pk=0).get_constraints()
        return [(owner, one, _alike(owner, one)) for owner, constraints in found for one in constraints]


@dataclass(frozen=True)
class _Alike:
    """What a condition can tell of a row: which columns are empty, which hold a constant, which hold the same.

    exact: it may tell more, such as which is larger, and only the same values are alike.
    """

    columns: tuple[str, ...]
    constants: tuple
    exact: bool

    def __call__(self, row: Model) -> Hashable:
        values = [getattr(row, column) for column in self.columns]
        if self.exact:
            return tuple(map(repr, values))
        return tuple(map(self._kind, values)), tuple(one == other for one, other in combinations(values, 2))

    def _kind(self, value) -> int:
        return -2 if value is None else self.constants.index(value) if value in self.constants else -1


def _alike(owner: type[Model], constraint) -> _Alike | None:
    """None for a constraint that asks for more than the row, and has to be asked each time."""
    if not isinstance(constraint, CheckConstraint) or not isinstance(constraint.condition, Q):
        return None
    columns, constants, exact = [], [], False
    for name, value in _compared(constraint.condition):
        column, _, lookup = name.partition("__")
        if not (isinstance(value, F) or _is_plain(value)):
            return None
        exact = exact or lookup not in {"", "exact", "isnull", "in"}
        columns.append(column)
        if isinstance(value, F):
            columns.append(value.name)
        elif lookup in {"", "exact", "in"}:
            constants += value if lookup == "in" else [value]
    named = ["pk" if column == "pk" else owner._meta.get_field(column).attname for column in dict.fromkeys(columns)]
    return _Alike(tuple(named), tuple(constants), exact)


def _compared(condition: Q) -> Iterator[tuple[str, object]]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _compared(child)
        else:
            yield child if isinstance(child, tuple) else ("", child)  # an expression, which is not plain


def _is_plain(value: object) -> bool:
    return not hasattr(value, "resolve_expression") and not isinstance(value, Model)
