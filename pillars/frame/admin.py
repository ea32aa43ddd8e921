"""The frame in the admin: pillars, focus areas, topics."""

from django.contrib import admin

from icpr.admin.exchange import ExchangeAdmin
from icpr.admin.terms import TermAdmin
from pillars.frame.exchange import FOCUS_AREAS, PILLARS, TOPICS
from pillars.models import FocusArea, Pillar, Topic


@admin.register(Pillar)
class PillarAdmin(ExchangeAdmin, TermAdmin):
    table = PILLARS
    list_display = ["number", "name", "short_name", "in_use"]


@admin.register(FocusArea)
class FocusAreaAdmin(ExchangeAdmin, TermAdmin):
    table = FOCUS_AREAS


@admin.register(Topic)
class TopicAdmin(ExchangeAdmin, TermAdmin):
    table = TOPICS
