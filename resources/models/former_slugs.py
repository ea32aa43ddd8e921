"""The addresses that records once had."""

from django.db import models

from icpr.lib.shown_in import NOWHERE


class FormerSlug(models.Model):
    """An address a resource once had; it redirects for ever."""

    slug = models.SlugField(max_length=120, unique=True)
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="former_slugs")

    shown_in = NOWHERE

    def __str__(self) -> str:
        return self.slug
