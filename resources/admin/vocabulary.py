"""The words records are described with: publishers, tags, topics, audiences."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from taggit.models import Tag as PlainTag

from icpr.admin.exchange import ExchangeAdmin
from icpr.admin.terms import InUseAdmin, TermAdmin
from pillars.frame.admin import TopicAdmin
from pillars.models import Topic
from resources.admin.merges import MergeableAdmin
from resources.admin.near_names import PublisherForm, chosen_in
from resources.exchange import AUDIENCES, PUBLISHERS, TAGS
from resources.models import Audience, Publisher, Tag
from resources.terms.aliases import publishers_named

admin.site.unregister(PlainTag)  # taggit's own, which this library does not use
admin.site.unregister(Topic)  # the frame knows of no merges


@admin.register(Topic)
class MergeableTopicAdmin(MergeableAdmin, TopicAdmin):
    """As the frame has it; two topics can be made one."""


@admin.register(Tag)
class NamedAdmin(MergeableAdmin, ExchangeAdmin, InUseAdmin):
    table = TAGS
    list_display = ["name", "slug", "in_use"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Publisher)
class PublisherAdmin(NamedAdmin):
    """Editors add one that they do not find; who keeps the words changes, merges and deletes it."""

    table = PUBLISHERS
    form = PublisherForm
    list_display = ["name", "slug", "directory_url", "in_use"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        """Also finds one by another name of it, or by its acronym: "IACP"."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if meant := publishers_named(search_term):
            found |= queryset.filter(pk__in=meant)
        return found, may_repeat

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context=None) -> HttpResponse:
        """Adds nothing where the form was answered by a publisher that is here: a popup then gives that one."""
        may_add = request.method == "POST" and self.has_add_permission(request)
        if not (may_add and (chosen := chosen_in(request.POST))):
            return super().add_view(request, form_url, extra_context)
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, chosen)
        self.message_user(request, f"“{chosen}” is here already. Nothing was added.", messages.INFO)
        return redirect(self.address_of(chosen))


@admin.register(Audience)
class AudienceAdmin(ExchangeAdmin, TermAdmin):
    table = AUDIENCES
    list_display = ["position", "name", "in_use"]
