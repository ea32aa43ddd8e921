"""The quality desk: its queues on the start page, the list that shows one of them, and putting records off."""

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format

from icpr.admin.large_lists import LargeList, LargeListAdmin
from icpr.lib.text.fields import LineField
from resources.admin.link_checks import LinkedAdmin
from resources.admin.search_answers import is_key
from resources.admin.workflow import SteppingAdmin
from resources.desk import counting, putting_off, reading, shared
from resources.desk.models import WeeklyMail
from resources.desk.queues import QUEUES, Queue
from resources.models import Resource
from resources.review.telling import can_tell

MOST_AT_ONCE = 500
PUT_OFF = "put_off"


def of(user, asked: str) -> dict | None:
    """The desk for the start page; None for who may not see records. asked: the key of an owner, as typed."""
    if not user.has_perm("resources.view_resource"):
        return None
    owners = reading.owners()
    owner = next((each for each in owners if is_key(asked) and each.pk == int(asked)), None)
    standings = reading.read(owner and owner.pk) + ([] if owner else shared.read(user))
    return {
        "owner": owner,
        "owners": owners,
        "waiting": [each for each in standings if each.count],
        "done": [each for each in standings if not each.count],
        "put_off": putting_off.current(timezone.localdate()),
        "can_mail": can_tell(),
        "is_mail_wanted": WeeklyMail.objects.is_wanted_by(user),
    }


class DeskFilter(SimpleListFilter):
    """One queue, as the desk counts it. It stands among the filters only while it is asked for."""

    title = "quality desk"
    parameter_name = "desk"

    def lookups(self, request, model_admin):
        queue = QUEUES.get(request.GET.get(self.parameter_name, ""))
        return [(queue.name, queue.label)] if queue else []

    def get_facet_counts(self, pk_attname, filtered_qs):
        return {f"{place}__c": Count(pk_attname) for place, _ in enumerate(self.lookup_choices)}

    def queryset(self, request, queryset):
        queue = QUEUES.get(self.value() or "")
        if queue is None:
            return queryset
        return counting.listed(queue, queryset, timezone.localdate())


class OwnerFilter(SimpleListFilter):
    """Whose records, as the desk has it."""

    title = "owner"
    parameter_name = "owner"

    def lookups(self, request, model_admin):
        asked = request.GET.get(self.parameter_name, "")
        return [(str(each.pk), each.get_username()) for each in reading.owners()] if is_key(asked) else []

    def queryset(self, request, queryset):
        return queryset.filter(self._mine()) if is_key(self.value() or "") else queryset

    def get_facet_counts(self, pk_attname, filtered_qs):
        return {
            f"{place}__c": Count(pk_attname, filter=reading.of_owner(int(key)))
            for place, (key, _) in enumerate(self.lookup_choices)
        }

    def _mine(self) -> Q:
        return reading.of_owner(int(self.value()))


class PutOffForm(forms.Form):
    until = forms.DateField(
        label="Until",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="On this day they are in the queue again.",
        error_messages={"required": "Say until when."},
    )
    reason = LineField(label="Why", max_length=300, error_messages={"required": "Say why, in a sentence."})

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until <= today:
            raise forms.ValidationError("Give a day to come.")
        if until > today + putting_off.LONGEST:
            raise forms.ValidationError("Give a day within the next two years.")
        return until


class RecordList(LargeList):
    """The list of records. A queue is shown without counts beside the filters: the desk has counted."""

    in_order = ("number", "sort_title", "issued_on")

    def __init__(self, request: HttpRequest, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.add_facets = self.add_facets and request.GET.get("desk") not in QUEUES

    def get_ordering_field(self, field_name):
        """Titles as they are filed, without "The"."""
        return super().get_ordering_field("sort_title" if field_name == "title" else field_name)


class DeskAdmin(LinkedAdmin, SteppingAdmin, LargeListAdmin):
    """For an admin of records: while the list shows a queue, records can be put off from it."""

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return RecordList

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if request.GET.get("desk") in QUEUES and self.has_change_permission(request):
            actions[PUT_OFF] = (put_off, PUT_OFF, "Put off for a while…")
        return actions


def put_off(modeladmin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Resource]) -> HttpResponse | None:
    """Asks until when and why, then leaves the chosen records out of the queue until then."""
    queue = QUEUES[request.GET["desk"]]
    if not modeladmin.has_change_permission(request):
        raise PermissionDenied
    records = list(queryset.order_by("pk")[: MOST_AT_ONCE + 1])
    if len(records) > MOST_AT_ONCE:
        messages.error(request, f"Choose at most {MOST_AT_ONCE} records at once.")
        return None
    form = PutOffForm(request.POST if "confirmed" in request.POST else None)
    if form.is_valid():
        putting_off.put_off(queue, records, user=request.user, **form.cleaned_data)
        who = "1 record is" if len(records) == 1 else f"{len(records)} records are"
        messages.success(request, f"{who} put off until {date_format(form.cleaned_data['until'], 'N j, Y')}.")
        return None
    return _ask(modeladmin, request, queue, records, form)


def _ask(modeladmin: ModelAdmin, request: HttpRequest, queue: Queue, records, form) -> HttpResponse:
    context = modeladmin.admin_site.each_context(request) | {
        "title": f"Put off from “{queue.label}”",
        "opts": modeladmin.opts,
        "form": form,
        "records": records,
        "action": PUT_OFF,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/desk/put_off.html", context)
