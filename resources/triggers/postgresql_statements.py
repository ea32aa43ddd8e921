"""What the triggers on PostgreSQL have in common: the rows a statement changed, and how a trigger is written."""


def changed_rows(columns: int, condition: int) -> str:
    """The declaration of `changed`, in PL/pgSQL: a query of the rows that count and differ before and after, compared
    as sets. columns, condition: the places among a trigger's arguments of the columns and of the condition of a row, as
    `r`."""
    return f"""
    before text := format('SELECT %s FROM before_rows r WHERE %s', TG_ARGV[{columns}], TG_ARGV[{condition}]);
    after text := format('SELECT %s FROM after_rows r WHERE %s', TG_ARGV[{columns}], TG_ARGV[{condition}]);
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN after
        WHEN 'DELETE' THEN before
        ELSE format('(%s EXCEPT %s) UNION ALL (%s EXCEPT %s)', before, after, after, before)
    END;"""


def called(function: str, *arguments: str) -> str:
    """The call of a function with texts."""
    quoted = ("'{}'".format(argument.replace("'", "''")) for argument in arguments)
    return f"{function}({', '.join(quoted)})"


def trigger(name: str, table: str, event: str, seen: str, call: str) -> tuple[str, str]:
    """(name, statement) of a trigger that runs once for a statement. seen: what names the rows it changed."""
    return (
        name,
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {seen} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {call}",
    )
