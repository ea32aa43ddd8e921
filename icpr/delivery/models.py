from django.db import models


class Purge(models.Model):
    """The single row of what the network was told last. content: which state of the library that was for. again_at:
    when it is told the same once more; empty when it was."""

    content = models.CharField(max_length=40)
    told_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="purge_has_one_row")]

    def __str__(self) -> str:
        return f"purged {self.told_at}"
