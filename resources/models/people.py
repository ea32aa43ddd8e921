"""Who made a resource and who issued it."""

import re
from hashlib import sha256

from django.db import models
from django.db.models import Q

from icpr.lib.folding import OTHER_LETTERS, fold, key_of, slug_of
from icpr.lib.natural_keys import remembered
from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line, Name
from pillars.models import Addressed

NAME_PART = re.compile(r"[^\W_]+")
INITIALS = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_])+(?!\S)")
PLAIN = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})*")  # most names, of which the key is seen at once
LONGEST_KEY = 80


class PublisherManager(models.Manager):
    @remembered
    def get_by_natural_key(self, slug: str) -> "Publisher":
        return self.get(slug=slug)


class Publisher(Addressed):
    """A body that issues resources."""

    name = Name(max_length=200, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    directory_url = models.URLField(
        "directory",
        max_length=500,
        blank=True,
        help_text="Where it lists its works: a next step for readers of records that cannot be opened.",
    )
    directory_of = Line(max_length=80, blank=True, help_text="What it lists, if not all its works: “policy topics”.")

    objects = PublisherManager()
    shown_in = ShownIn(lists=("name", "slug"), written=("name", "slug"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def short_name(self) -> str:
        """The name without the larger body that stands behind its only comma: "Bureau of Justice Assistance"."""
        first, *others = self.name.split(",")
        return first if len(others) == 1 else self.name


def author_key(name: str) -> str:
    """What tells authors apart, as it stands in addresses: a name's letters and digits, folded.

    "José Núñez-Gil" and "Jose Nunez Gil" are one, and so are "J. R. Smith" and "JR Smith"; "J. Smith" and "John Smith"
    are two. A name that plain letters do not hold whole ends in a digest, so that no two such names share a key.
    """
    if len(name) <= LONGEST_KEY and PLAIN.fullmatch(name):
        return name.lower().replace(" ", "-")
    folded = fold(name).translate(OTHER_LETTERS)
    words = INITIALS.sub(lambda found: found[0].replace(" ", ""), " ".join(NAME_PART.findall(folded)))
    if words and words.isascii() and len(words) <= LONGEST_KEY:
        return words.replace(" ", "-")
    return f"{slug_of(words) or 'author'}-{sha256((key_of(name) or folded).encode()).hexdigest()[:8]}"


class Author(models.Model):
    """One name on a resource's by-line: a person (family and given names) or an organization, never both.

    It belongs to its record. The same name on other records is the same author to readers: see `author_key`.
    """

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="authors")
    position = models.PositiveSmallIntegerField(default=1)
    family_name = Name(max_length=100, blank=True)
    given_names = Name(max_length=100, blank=True)
    organization = Name(max_length=200, blank=True, help_text="For a corporate author; leave the person's names empty.")

    shown_in = ShownIn(
        lists=("resource", "family_name", "given_names", "organization"),
        written=("resource", "position", "family_name", "given_names", "organization"),
        by="resource",
    )

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

    @property
    def key(self) -> str:
        return author_key(str(self))
