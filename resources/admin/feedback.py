"""The queue of what readers wrote: suggestions, problems, what was useful, questions. Decided one by one."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format

from resources.admin.desk import PutOffForm
from resources.admin.search_answers import is_key
from resources.feedback import deciding, duplicates, putting_off, usefulness
from resources.feedback.models import Feedback, Kind, State
from resources.models import AddressEvidence, AddressReport, Resource
from resources.models import Kind as RecordKind

A_PAGE = 30
SHOWN = {"waiting": "Waiting", "put_off": "Put off", "quiet": "Held apart", "decided": "Decided"}
RECORD_KINDS = [choice for choice in RecordKind.choices if choice[0] != RecordKind.COLLECTION]


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    """For all who may change records. What readers wrote is answered, never edited."""

    actions = None
    fields = [
        "kind",
        "page",
        "about",
        "title",
        "address",
        "is_useful",
        "words",
        "received_at",
        "state",
        "answer",
        "record",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm("resources.change_resource")

    def get_urls(self) -> list:
        useful = self.admin_site.admin_view(self.useful)
        return [path("useful/", useful, name="feedback_feedback_useful"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._answer(request)
        shown, kind, found = self._asked(request)
        page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
        has_already = duplicates.of_suggestions(page)
        context = self.admin_site.each_context(request) | {
            "title": "What readers wrote",
            "opts": self.opts,
            "shown": shown,
            "states": SHOWN.items(),
            "kind": kind,
            "kinds": Kind.choices,
            "record": request.GET.get("record", "") if is_key(request.GET.get("record", "")) else "",
            "page": page,
            "rows": [(message, has_already.get(message.pk, [])) for message in page],
            "quiet": Feedback.objects.quiet().count(),
            "put_off": Feedback.objects.put_off().count(),
            "addresses": AddressReport.objects.open().count(),
            "record_kinds": RECORD_KINDS,
            "evidences": AddressEvidence.choices,
            "may_add": request.user.has_perm("resources.add_resource"),
        }
        return TemplateResponse(request, "admin/feedback/queue.html", context)

    def useful(self, request: HttpRequest) -> HttpResponse:
        """How many readers said of each record that it was useful; as CSV in numbers that tell of nobody."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if "csv" in request.GET:
            return usefulness.as_csv()
        context = self.admin_site.each_context(request) | {
            "title": "Was it useful?",
            "opts": self.opts,
            "rows": usefulness.table(),
            "most": usefulness.MOST,
        }
        return TemplateResponse(request, "admin/feedback/useful.html", context)

    def _asked(self, request: HttpRequest) -> tuple[str, str, QuerySet[Feedback]]:
        """Which messages are asked for: by what became of them, by kind, and about one record."""
        shown, kind = request.GET.get("state", ""), request.GET.get("kind", "")
        shown = shown if shown in SHOWN else "waiting"
        found = getattr(Feedback.objects, shown)().select_related("about", "record", "decided_by", "put_off_row__by")
        found = found.prefetch_related("decisions__by")
        if kind in Kind.values:
            found = found.filter(kind=kind)
        if is_key(record := request.GET.get("record", "")):
            found = found.filter(about=int(record))
        return shown, kind if kind in Kind.values else "", found

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Do what the button says, and say so; what cannot be done is said and changes nothing."""
        try:
            with transaction.atomic():
                message = self._decide(request)
                done = _done(request.POST, message).capitalize()
                self.log_change(request, message, f"{done}. {message.answer}".strip())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.get_full_path())
        if "draft" in request.POST:
            messages.success(request, "The draft is made: it still needs an annotation and its place.")
            return redirect(reverse("admin:resources_resource_change", args=[message.record_id]))
        messages.success(request, f"{message.get_kind_display()}: {_done(request.POST, message)}.")
        return redirect(request.get_full_path())

    def _decide(self, request: HttpRequest) -> Feedback:
        """The message that was decided about. Raises ValidationError."""
        posted = request.POST
        if not is_key(posted.get("message", "")):
            raise ValidationError(deciding.MEANWHILE)
        pk, seen, answer = int(posted["message"]), posted.get("seen", ""), posted.get("answer", "")
        if "draft" in posted:
            return self._draft(request, pk, seen)
        if "put_off" in posted:
            return self._put_off(request, pk, seen)
        if "take_up" in posted:
            return putting_off.take_up(pk, seen)
        if "point" in posted:
            return deciding.point_to(pk, seen, posted["point"] or posted.get("number", ""), user=request.user)
        if posted.get("decide") not in State.values:
            raise ValidationError(deciding.NOT_SO)
        return deciding.decide(pk, seen, State(posted["decide"]), answer, user=request.user)

    def _put_off(self, request: HttpRequest, pk: int, seen: str) -> Feedback:
        form = PutOffForm(request.POST)
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        return putting_off.put_off(pk, seen, user=request.user, **form.cleaned_data)

    def _draft(self, request: HttpRequest, pk: int, seen: str) -> Feedback:
        if not request.user.has_perm("resources.add_resource"):
            raise PermissionDenied
        posted = request.POST
        asked = {"title": posted.get("title", ""), "kind": posted.get("kind", ""), "evidence": posted["draft"]}
        if asked["evidence"] == "none":
            asked["evidence"] = ""
        message = deciding.make_draft(pk, seen, user=request.user, **asked)
        self.admin_site.get_model_admin(Resource).log_addition(request, message.record, deciding.MADE_OF_IT)
        return message


def _done(posted, message: Feedback) -> str:
    """What was done with a message by the button that was pressed."""
    if "put_off" in posted:
        return f"put off until {date_format(message.put_off_row.until, 'N j, Y')}"
    return "waits again" if "take_up" in posted else message.get_state_display().lower()
