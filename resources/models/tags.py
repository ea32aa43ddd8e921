"""Free subject words. Our own tag and a through model with a real foreign key, so that history and facets can follow."""

from django.db import models
from django.urls import reverse
from taggit.models import ItemBase, TagBase

from icpr.lib.folding import slug_of
from icpr.lib.typed import Name
from pillars.models import Addressed


class TagManager(models.Manager):
    def get_by_natural_key(self, slug: str) -> "Tag":
        return self.get(slug=slug)


class Tag(Addressed, TagBase):
    name = Name(unique=True, max_length=100)

    objects = TagManager()

    class Meta:
        ordering = ["name"]

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Plain letters only: addresses here are ASCII, where taggit would keep an accent."""
        slug = slug_of(tag) or "tag"
        return f"{slug}-{i}" if i is not None else slug

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class TaggedResourceManager(models.Manager):
    def get_by_natural_key(self, number: int, slug: str) -> "TaggedResource":
        return self.get(content_object__number=number, tag__slug=slug)


class TaggedResource(ItemBase):
    content_object = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="tagged_items")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_items")

    objects = TaggedResourceManager()

    class Meta:
        verbose_name = "tag of a resource"
        verbose_name_plural = "tags of resources"
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="tag_once_per_resource")]

    def natural_key(self) -> tuple[int, str]:
        return (self.content_object.number, self.tag.slug)
