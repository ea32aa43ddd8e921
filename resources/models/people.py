"""Who made a resource and who issued it."""

from django.db import models
from django.db.models import Q

from icpr.lib.shown_in import PAGES, ShownIn
from icpr.lib.text.fields import Name
from pillars.models import Addressed


class PublisherManager(models.Manager):
    def get_by_natural_key(self, slug: str) -> "Publisher":
        return self.get(slug=slug)


class Publisher(Addressed):
    """A body that issues resources."""

    name = Name(max_length=200, unique=True)
    slug = models.SlugField(max_length=120, unique=True)

    objects = PublisherManager()
    shown_in = ShownIn(lists=("name", "slug"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Author(models.Model):
    """One name on a resource's by-line: a person (family and given names) or an organization, never both."""

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="authors")
    position = models.PositiveSmallIntegerField(default=1)
    family_name = Name(max_length=100, blank=True)
    given_names = Name(max_length=100, blank=True)
    organization = Name(max_length=200, blank=True, help_text="For a corporate author; leave the person's names empty.")

    shown_in = PAGES

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(organization="") & ~Q(family_name=""))
                | (~Q(organization="") & Q(family_name="") & Q(given_names="")),
                name="author_is_person_or_organization",
                violation_error_message="Name a person (family name, given names) or an organization, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.organization or f"{self.given_names} {self.family_name}".strip()
