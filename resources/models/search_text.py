"""The analysed words of each resource, one row a resource. The database's own full text reads this table."""

from django.db import models


class SearchText(models.Model):
    """Words as `resources.search.analysis` makes them, in four fields of falling weight.

    SQLite mirrors the table into an FTS5 index by triggers; PostgreSQL adds a generated `tsvector` column. Both are
    made in the migrations, so that text and index change in one transaction.
    """

    resource = models.OneToOneField(
        "resources.Resource", on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    title = models.TextField()
    terms = models.TextField()
    annotation = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title
