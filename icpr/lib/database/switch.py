"""One of several values, chosen by one other: what SQL calls a simple CASE."""

from collections.abc import Mapping

from django.db.models import Expression, Field, Func, Value


class Switch(Func):
    """`CASE of WHEN key THEN value … ELSE default END`.

    Unlike `Case` it works out `of` once and not for each key, and costs little to make into SQL.
    """

    def __init__(
        self, of: Expression, values: Mapping[str | int, Expression | str | int], default, *, output_field: Field
    ):
        """of: the expression compared with the keys. values: key → what it stands for, an expression or plain.
        default: what any other value of `of` stands for, also none. output_field: of the values."""
        self.keys = list(values)
        given = [each if hasattr(each, "resolve_expression") else Value(each) for each in (*values.values(), default)]
        super().__init__(of, *given, output_field=output_field)

    def as_sql(self, compiler, connection, **extra):
        compiled = [compiler.compile(each) for each in self.source_expressions]
        (of, params), values, (default, last) = compiled[0], compiled[1:-1], compiled[-1]
        params = [*params]
        for key, (_, some) in zip(self.keys, values, strict=True):
            params += key, *some
        whens = " ".join(f"WHEN %s THEN {sql}" for sql, _ in values)
        return f"CASE {of} {whens} ELSE {default} END", [*params, *last]
