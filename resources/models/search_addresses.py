"""Where readers may search for a title that has no address to open: kept by staff, filled in by the library."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from icpr.lib.natural_keys import remembered
from icpr.lib.shown_in import PAGES
from icpr.lib.text.fields import Name
from resources.models.people import Publisher

TITLE = "{title}"


def check_pattern(pattern: str) -> None:
    """Raises ValidationError for a pattern that is not http(s), or that has not just one {title} in path or query."""
    if pattern.count(TITLE) != 1 or pattern.replace(TITLE, "").count("{") + pattern.replace(TITLE, "").count("}"):
        raise ValidationError("Write {title} once where the title belongs, and no other braces.")
    try:
        parts = urlsplit(pattern)
    except ValueError as error:
        raise ValidationError("This cannot be read as an address.") from error
    if parts.scheme not in ("https", "http"):
        raise ValidationError("Begin with https:// or http://.")
    if TITLE not in parts.path and TITLE not in parts.query:
        raise ValidationError("Write {title} in the path or in the query (after “?”), not in the host or after “#”.")
    URLValidator(["https", "http"])(pattern.replace(TITLE, "title"))


class SearchAddressQuerySet(models.QuerySet):
    def for_record(self, record):
        """Those that are on and meant for a record: for all publishers, or for one of its own. In their order."""
        for_all = Q(publishers__isnull=True)
        its_own = Q(publishers__in=Publisher.objects.filter(resources=record))
        return self.filter(for_all | its_own, is_on=True).distinct()

    @remembered
    def get_by_natural_key(self, name: str):
        return self.get(name=name)


class SearchAddress(models.Model):
    """A search of another site whose address can be filled in with a title."""

    name = Name(max_length=80, unique=True, help_text="As readers see it: “WorldCat”.")
    pattern = models.CharField(
        "address pattern",
        max_length=500,
        validators=[check_pattern],
        help_text="Its address with {title} where the title belongs: https://search.worldcat.org/search?q={title}.",
    )
    publishers = models.ManyToManyField(
        Publisher,
        blank=True,
        related_name="search_addresses",
        help_text="Offered for their works only. None: for all.",
    )
    position = models.PositiveSmallIntegerField(default=1, help_text="Readers see the lowest first.")
    is_on = models.BooleanField("on", default=True)

    objects = SearchAddressQuerySet.as_manager()
    shown_in = PAGES

    class Meta:
        verbose_name_plural = "search addresses"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)
