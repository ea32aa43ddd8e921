"""What a database knows of how its tables are filled, by which it plans its queries."""


def refresh(connection) -> None:
    """Count the site's tables anew. Only these: a bare ANALYZE on PostgreSQL also takes locks on what all databases of
    a server share, and waits for another site that does the same."""
    names = ""  # SQLite has but one site in a file
    if connection.vendor == "postgresql":
        tables = sorted(connection.introspection.django_table_names(only_existing=True))
        names = ", ".join(map(connection.ops.quote_name, tables))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
