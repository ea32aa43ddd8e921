"""The words records are described with: publishers, tags, audiences."""

from django.contrib import admin
from django.db.models import URLField
from taggit.models import Tag as PlainTag

from icpr.admin.terms import InUseAdmin, TermAdmin
from resources.models import Audience, Publisher, Tag

admin.site.unregister(PlainTag)  # taggit's own, which this library does not use


@admin.register(Tag)
class NamedAdmin(InUseAdmin):
    list_display = ["name", "slug", "in_use"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Publisher)
class PublisherAdmin(NamedAdmin):
    list_display = ["name", "slug", "directory_url", "in_use"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(Audience)
class AudienceAdmin(TermAdmin):
    list_display = ["position", "name", "in_use"]
