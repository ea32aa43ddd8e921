"""What people searched for and did not find, and the way from there to an answer."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from icpr.admin.operations import tell, tell_refusals
from icpr.lib.text.tag_lists import as_text
from resources.admin import known_gaps
from resources.admin.dashboard import Task
from resources.admin.search_answers import is_key, way_back
from resources.admin.search_reports import MOST_SHOWN, PERIODS, REPORTS, Asked, Row, filters_in_words
from resources.catalogue import facet_index as catalogue
from resources.curation.apply import message_of_change, operation_of, take
from resources.curation.bulk_form import NOTHING
from resources.curation.tags_field import TagsField
from resources.curation.transitions import CHANGE
from resources.desk.shared import SHARED
from resources.models import BestBet, Resource, SearchCount

ON_THE_DESK = {queue.asked.get("report") for queue in SHARED}


def tasks(user) -> list[Task]:
    """The reports with what they hold of the last thirty days, for the start page, whose quality desk has the first."""
    if not user.has_perm("resources.view_searchcount"):
        return []
    counts = Asked.read({}).counts()
    return [
        Task(report.label, counts[report.name], Asked.read({"report": report.name}).address())
        for report in REPORTS.values()
        if report.name not in ON_THE_DESK
    ]


class TagForm(forms.Form):
    tag = TagsField(label="Tags", help_text="New or in use already, separated by commas.")
    records = forms.ModelMultipleChoiceField(
        Resource.objects.all(),
        widget=AutocompleteSelectMultiple(BestBet._meta.get_field("resource"), admin.site),
        help_text="Those that people who search like this should find.",
    )

    def clean_tag(self) -> list[str]:
        if not self.cleaned_data["tag"]:
            raise forms.ValidationError("Name a tag.")
        return self.cleaned_data["tag"]


@admin.register(SearchCount)
class SearchAdmin(admin.ModelAdmin):
    """Looked at, never written by hand; deleting one deletes it of every day."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_urls(self):
        tag = self.admin_site.admin_view(self.tag_view)
        gaps = self.admin_site.admin_view(partial(known_gaps.view, site=self.admin_site))
        return [
            path("<int:pk>/tag/", tag, name="resources_searchcount_tag"),
            path("gaps/", gaps, name="resources_searchcount_gaps"),
            *super().get_urls(),
        ]

    def delete_model(self, request: HttpRequest, obj: SearchCount) -> None:
        SearchCount.objects.filter(query=obj.query).delete()

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked, index = Asked.read(request.GET), catalogue.current()
        counts = asked.counts()
        rows = asked.rows()
        context = {
            **self.admin_site.each_context(request),
            "title": "What people search for",
            "opts": self.opts,
            "asked": asked,
            "reports": [(each, counts[each.name], Asked(each, asked.days).address()) for each in REPORTS.values()],
            "periods": [(days, Asked(asked.report, days).address()) for days in PERIODS],
            "rows": [(row, filters_in_words(row.search.filters, index)) for row in rows],
            "replayed": self._replayed(request, asked),
            "most": MOST_SHOWN,
            "more": counts[asked.report.name] - len(rows),
            "kept_days": settings.SEARCH_LOG_DAYS,
            "may": {
                "add_synonym": request.user.has_perm("resources.add_synonymgroup"),
                "add_best_bet": request.user.has_perm("resources.add_bestbet"),
                "add_tag": request.user.has_perm("resources.change_resource"),
                "delete": self.has_delete_permission(request),
            },
        }
        return TemplateResponse(request, "admin/search/report.html", context)

    def _replayed(self, request: HttpRequest, asked: Asked) -> dict | None:
        """The search to be asked again, with what it finds now."""
        if not (found := self._search(request.GET.get("replay", ""))):
            return None
        row = Row(found, asked)
        now = row.replay()
        return {"row": row, "now": now.total, "in_part": bool(now.nearest)}

    def _search(self, key: str) -> SearchCount | None:
        return SearchCount.objects.filter(pk=key).first() if is_key(key) else None

    def tag_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Gives records a tag, as the action of their list does, with the search as the tag to begin with."""
        found = self._search(str(pk))
        if found is None:
            raise Http404
        if not (self.has_view_permission(request) and request.user.has_perm("resources.change_resource")):
            raise PermissionDenied
        if not all(map(is_key, request.POST.getlist("records"))):
            raise SuspiciousOperation("This is no key of a record.")
        form = TagForm(request.POST or None, initial={"tag": as_text([found.query.replace('"', "")])})
        if form.is_valid():
            self._tag(request, form.cleaned_data["tag"], form.cleaned_data["records"])
            return redirect(way_back(request.GET) or Asked.read(request.GET).address(replay=str(pk)))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Tag records for {found}",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": Asked.read(request.GET).address(),
        }
        return TemplateResponse(request, "admin/search/tag.html", context)

    def _tag(self, request: HttpRequest, tags: list[str], records) -> None:
        answers = NOTHING | {"add_tags": tags}
        pks = [record.pk for record in records]
        log = partial(self.admin_site.get_model_admin(Resource).log_change, request)
        operation = operation_of(CHANGE, answers)
        outcome, counts = take(CHANGE, pks, answers, user=request.user, log=log, operation=operation)
        said = message_of_change(outcome, counts)
        tell(request, said, outcome.operation, messages.SUCCESS if outcome.changed else messages.INFO)
        tell_refusals(request, outcome.refused, "changed")
