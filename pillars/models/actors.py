"""Who must act on the Blueprint's items."""

from django.db import models

from icpr.lib.shown_in import PAGES
from icpr.lib.text.fields import Name
from pillars.models.addresses import Addressed
from pillars.models.frame import TermManager


class Actor(Addressed):
    """Who must act: the federal government, local agencies, training bodies ..."""

    slug = models.SlugField(max_length=40, unique=True)
    name = Name(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)

    objects = TermManager()
    shown_in = PAGES

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
