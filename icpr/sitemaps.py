"""The public pages, for search engines."""

from urllib.parse import urlsplit

from django.contrib import sitemaps
from django.urls import reverse

from icpr.lib.http.site import absolute
from pillars.models import FocusArea, Item, Pillar, Practice, Topic
from resources.models import Resource


class Sitemap(sitemaps.Sitemap):
    """Addresses of this site, whatever the request calls it."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(absolute("/")).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(absolute("/")).netloc


class Pages(Sitemap):
    def items(self) -> list[str]:
        return [
            *("home", "for-agencies", "for-communities", "for-trainers"),
            *("pillars", "blueprint", "evidence", "examples", "questions", "practices", "resources", "model-policies"),
            *("police-chief", "whats-new", "tags", "about", "privacy", "accessibility"),
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class Frame(Sitemap):
    def items(self):
        return [*Pillar.objects.all(), *FocusArea.objects.all(), *Topic.objects.all()]


class Blueprint(Sitemap):
    def items(self):
        return [*Item.objects.published().only("number"), *Practice.objects.only("slug")]


class Resources(Sitemap):
    limit = 5_000

    def items(self):
        return Resource.objects.published().order_by("number").only("slug", "updated_at")

    def lastmod(self, item: Resource):
        return item.updated_at


SITEMAPS = {"pages": Pages, "frame": Frame, "blueprint": Blueprint, "resources": Resources}
