from django.db import models


class Count(models.Model):
    """How often one caller did one thing in the time that runs for it. Who it was cannot be read from it."""

    key = models.CharField(max_length=64, primary_key=True)  # a keyed digest of the limit's name and of who
    name = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    ends_at = models.BigIntegerField(db_index=True)  # seconds since 1970, so that one statement serves both databases

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
