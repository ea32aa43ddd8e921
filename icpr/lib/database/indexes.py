"""An index that is added to a large table while the library is used."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class AddIndexMeanwhile(AddIndexConcurrently):
    """For a migration with `atomic = False`. PostgreSQL builds the index without keeping writers out; SQLite, which has
    one writer anyway, builds it as usual, and so does a restore, in whose one transaction there is nobody to keep out.
    What an attempt that was cut off left behind is built anew."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if _alone(schema_editor.connection):
            migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute("SET lock_timeout = 0")  # it waits for readers that began before, and nobody waits for it
        try:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.execute("RESET lock_timeout")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if _alone(schema_editor.connection):
            migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        super().database_backwards(app_label, schema_editor, from_state, to_state)


def _alone(connection) -> bool:
    return connection.vendor != "postgresql" or connection.in_atomic_block
