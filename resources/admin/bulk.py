"""Fields and terms of many records changed at once: what is asked, what it would do, and doing exactly that.

Which records are meant is fixed when the first page is made: those ticked, or all that the list's filters matched.
Their keys go from page to page, signed.
"""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from icpr.admin import idempotency
from icpr.admin.addresses import page_of
from icpr.admin.operations import tell, tell_refusals
from icpr.operations.forms import ReasonForm
from icpr.operations.run import MOST_AT_ONCE
from resources.admin.forms import refuse_impossible_keys
from resources.curation.apply import locked, message_of_change, operation_of, take
from resources.curation.bulk_form import BulkForm
from resources.curation.bulk_preview import Preview, preview
from resources.curation.telling import ASKED
from resources.curation.transitions import CHANGE
from resources.models import Resource

MOST_NAMED = 20
TOO_MANY = (
    "This is for at most {most:,} records at once, and {number:,} match. Narrow the list by its filters or its search, "
    "and change one part after the other."
)
TOO_OLD = "This page was opened too long ago, or not here. Choose the records again."
SENT_BEFORE = "This form was sent before and counted then. Nothing was changed a second time."
SALT, DAY = "resources.admin.bulk", 86_400
NOT_REPEATED = {"csrfmiddlewaretoken", "preview", "confirmed", "back", "seen", "why", *ASKED, idempotency.NONCE}


class BulkAdmin(admin.ModelAdmin):
    """For an admin of records: the action “Change fields and terms…”, and the same for all that the list matches."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.bulk_view)
        return [
            path("change-many/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_bulk"),
            *super().get_urls(),
        ]

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if self.has_change_permission(request):
            actions[CHANGE.name] = (self._act_on_many, CHANGE.name, CHANGE.label)
        return actions

    @staticmethod
    def _act_on_many(modeladmin, request: HttpRequest, queryset) -> HttpResponse | None:
        return modeladmin.begin_many(request, queryset)

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if request.POST.get("action") == CHANGE.name and not self.has_change_permission(request):
            raise PermissionDenied
        more = {"change_many": page_of(self, "bulk")}
        return super().changelist_view(request, more | (extra_context or {}))

    def bulk_view(self, request: HttpRequest) -> HttpResponse:
        """By GET, asks what is to be changed on all that the query of the list matches. By POST, shows what the answer
        would do, and does it when that is confirmed and still true."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            try:
                matching = self.get_changelist_instance(request).queryset
            except IncorrectLookupParameters:  # the change list says so
                return redirect(f"{self._list_of_many()}?{ERROR_FLAG}=1")
            return self.begin_many(request, matching) or redirect(self._list_of_many() + _query(request))
        refuse_impossible_keys(request.POST)
        try:
            keys = signing.loads(request.POST.get("chosen", ""), salt=SALT, max_age=DAY)
        except signing.BadSignature:
            self.message_user(request, TOO_OLD, messages.ERROR)
            return redirect(self._list_of_many())
        return self._answer_many(request, keys)

    def begin_many(self, request: HttpRequest, matching) -> HttpResponse | None:
        """The page that asks, for the records of a query set as they are now. None, and said, if they are too many."""
        keys = list(matching.order_by("pk").values_list("pk", flat=True).distinct())
        if len(keys) > MOST_AT_ONCE:
            self.message_user(request, TOO_MANY.format(most=MOST_AT_ONCE, number=len(keys)), messages.ERROR)
            return None
        return self._ask_many(request, keys, BulkForm(is_publisher=self.has_publish_permission(request)))

    def _answer_many(self, request: HttpRequest, keys: list[int]) -> HttpResponse:
        form = BulkForm(request.POST, is_publisher=self.has_publish_permission(request))
        why = ReasonForm(request.POST)
        if "back" in request.POST or (not form.is_valid() and not set(form.errors) <= set(ASKED)):
            return self._ask_many(request, keys, form)
        if "confirmed" not in request.POST or form.errors or not why.is_valid():
            found = preview(keys, form.cleaned_data, request.user)
            return self._show_many(request, keys, form, why if "confirmed" in request.POST else ReasonForm(), found)
        return self._confirm_many(request, keys, form, why.cleaned_data["why"])

    def _confirm_many(self, request: HttpRequest, keys: list[int], form: BulkForm, why: str) -> HttpResponse:
        """Do what was shown, if it is still what would be done; else show that."""
        answers = form.cleaned_data
        with transaction.atomic():
            if not idempotency.take(request):
                self.message_user(request, SENT_BEFORE, messages.WARNING)
                return redirect(self._list_of_many())
            list(locked(keys))
            found = preview(keys, answers, request.user)
            if found.digest != request.POST.get("seen"):
                transaction.set_rollback(True)
                return self._show_many(request, keys, form, ReasonForm(request.POST), found, is_stale=True)
            log, operation = partial(self.log_change, request), operation_of(CHANGE, answers, why)
            outcome, counts = take(CHANGE, keys, answers, user=request.user, log=log, operation=operation)
        if said := message_of_change(outcome, counts):
            tell(request, said, outcome.operation, messages.SUCCESS if outcome.changed else messages.INFO)
        tell_refusals(request, outcome.refused, CHANGE.done)
        return redirect(self._list_of_many())

    def _ask_many(self, request: HttpRequest, keys: list[int], form: BulkForm) -> HttpResponse:
        named = Resource.objects.filter(pk__in=keys[:MOST_NAMED]).order_by("pk")
        more = {"form": form, "media": self.media + form.media, "named": named, "others": len(keys) - MOST_NAMED}
        return self._page_of_many(request, "admin/resources/bulk.html", keys, more)

    def _show_many(
        self, request: HttpRequest, keys: list[int], form: BulkForm, why: ReasonForm, found: Preview, **more
    ) -> HttpResponse:
        repeated = [(name, each) for name, values in request.POST.lists() for each in values]
        more |= {
            "found": found,
            "asked": [*(form.asked if found.seen else ()), *why],
            "repeated": [(name, value) for name, value in repeated if name not in NOT_REPEATED | {"chosen"}],
            "nonce": idempotency.nonce_for(request),
        }
        return self._page_of_many(request, "admin/resources/bulk_preview.html", keys, more)

    def _page_of_many(self, request: HttpRequest, template: str, keys: list[int], more: dict) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": CHANGE.label.rstrip("…"),
            "opts": self.opts,
            "address": page_of(self, "bulk"),
            "number": len(keys),
            "chosen": signing.dumps(keys, salt=SALT, compress=True),
        }
        return TemplateResponse(request, template, context | more)

    def _list_of_many(self) -> str:
        return page_of(self, "changelist")


def _query(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""
