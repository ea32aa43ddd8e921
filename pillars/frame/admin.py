"""The frame in the admin: pillars, focus areas, topics."""

from django.contrib import admin

from icpr.admin.terms import TermAdmin
from pillars.models import FocusArea, Pillar, Topic


@admin.register(Pillar)
class PillarAdmin(TermAdmin):
    list_display = ["number", "name", "short_name", "in_use"]


admin.site.register([FocusArea, Topic], TermAdmin)
