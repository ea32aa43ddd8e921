"""The analysed words of each resource, one row a resource. The database's own full text reads this table."""

from django.db import models

from icpr.lib.shown_in import ShownIn

# Which analysis the words below are of, raised whenever `resources.search.analysis` makes others of a text. A library
# whose words are of an older one makes them anew: see `resources.search.renewal`.
ANALYSIS = 2


class SearchText(models.Model):
    """Words as `resources.search.analysis` makes them, in four fields of falling weight.

    SQLite mirrors the table into an FTS5 index by triggers; PostgreSQL adds a generated `tsvector` column. Both are
    laid by `resources.search.schema`, so that text and index change in one transaction.
    """

    resource = models.OneToOneField(
        "resources.Resource", on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    title = models.TextField()
    terms = models.TextField()
    annotation = models.TextField()
    body = models.TextField()

    shown_in = ShownIn(search=("title", "terms", "annotation", "body"), record="resource")

    def __str__(self) -> str:
        return self.title


class PageWords(models.Model):
    """The analysed words of one page of a document held here;
    `resource` is the document's, kept beside for the search."""

    page = models.OneToOneField(
        "resources.DocumentPage", on_delete=models.CASCADE, primary_key=True, related_name="stored_words"
    )
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="page_words")
    words = models.TextField()

    shown_in = ShownIn(search=("resource",), hidden=("words",), record="resource")

    def __str__(self) -> str:
        return f"page {self.page_id}"
