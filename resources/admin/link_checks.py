"""The links by what was found at them: one click has all that leads to an address lead to where it moved."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Model, URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from icpr.admin.addresses import page_of
from icpr.admin.operations import tell, tell_refusals
from icpr.admin.undo import NOT_CHANGED
from icpr.lib.http.outside_addresses import foreign_host
from pillars.models import ActionItem, Item, Recommendation
from resources.admin.search_answers import is_key
from resources.curation.rights import FOR_PUBLISHERS, may_change
from resources.link_checks import checking, collecting, places
from resources.link_checks.accepting import accept
from resources.link_checks.models import CheckedAddress, State
from resources.models import Resource

A_PAGE = 30
FIRST = State.GONE
ORDER = (State.GONE, State.MOVED, State.PARKED, State.UNSURE, State.MEMBERS, State.OK, State.WAITING)
MEANINGS = {
    State.GONE: "The page was not there on three different days, or the name of the site is gone.",
    State.MOVED: "The site says that the page is elsewhere for good. Look at the new address before you accept it.",
    State.PARKED: "Another page answers than the one that was meant: the name may be for sale. Look before you decide.",
    State.UNSURE: "The site refused to answer a program, was out of order, or failed on less than three days. "
    "Many of these work in a browser.",
    State.MEMBERS: "The site asks to sign in. Does the record say so under “access”?",
    State.OK: "The address answered when it was last asked.",
    State.WAITING: "These are asked as soon as it is their turn.",
}
WILL_BE = "It is checked again within minutes."
WILL_BE_OF = (
    "{} links are asked next, usually within a minute. Open this page again to see what was found.",
    "{} link is asked next, usually within a minute. Open this page again to see what was found.",
)
WITHDRAWN = "The record is withdrawn: nobody is led to its links, so they are not asked."
NO_LINK = "Neither the record nor a paper of it has a link that could be asked."


@admin.register(CheckedAddress)
class CheckedAddressAdmin(admin.ModelAdmin):
    """For all who may change records. What was found is never edited: the records are."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm("resources.change_resource")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self._answer(request)
            return redirect(request.get_full_path())
        asked = request.GET.get("state", "")
        state = State(asked) if asked in State.values else FIRST
        found = CheckedAddress.objects.in_state(state).order_by("-state_since", "pk")
        page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
        stands = places.of([row.url for row in page])
        context = self.admin_site.each_context(request) | {
            "title": "Links, by what was found",
            "opts": self.opts,
            "state": state,
            "meaning": MEANINGS[state],
            "states": self._states(),
            "page": page,
            "links": [_shown(row, stands.get(row.url, [])) for row in page],
            "why_not": checking.why_not(),
        }
        return TemplateResponse(request, "admin/resources/links.html", context)

    def _states(self) -> list[tuple[State, int]]:
        rows = CheckedAddress.objects.order_by().values_list("state").annotate(count=Count("pk"))
        counts = dict(rows)
        return [(state, counts.get(state.value, 0)) for state in ORDER]

    def _answer(self, request: HttpRequest) -> None:
        """Do what the button says, and say so; what cannot be done is said and changes nothing."""
        posted = request.POST
        row = CheckedAddress.objects.filter(pk=int(posted["link"])).first() if is_key(posted.get("link", "")) else None
        if row is None:
            messages.warning(request, "This address stands nowhere any more.")
        elif "again" in posted:
            self._check_again(request, row)
        elif "accept" in posted:
            self._accept(request, row, posted["accept"])

    def _check_again(self, request: HttpRequest, row: CheckedAddress) -> None:
        if reason := checking.why_not():
            messages.warning(request, reason)
            return
        checking.ask_next(CheckedAddress.objects.filter(pk=row.pk))
        messages.success(request, WILL_BE)

    def _accept(self, request: HttpRequest, row: CheckedAddress, new_url: str) -> None:
        def log(row: Model, message: str) -> None:
            self._owner(row).log_change(request, row, message)

        def refuse(row: Model) -> str:
            if isinstance(row, Resource):
                return "" if may_change(request.user, row) else FOR_PUBLISHERS
            return "" if self._owner(row).has_change_permission(request, row) else NOT_CHANGED

        try:
            outcomes = accept(row.url, new_url, user=request.user, log=log, refuse=refuse)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return
        for outcome in outcomes:
            if changed := len(outcome.changed):
                what = _what(outcome.changed[0], changed)
                tell(request, f"{changed} {what} to {new_url} now.", outcome.operation)
            tell_refusals(request, outcome.refused, "changed")

    def _owner(self, row: Model) -> admin.ModelAdmin:
        """The admin of a row; items have one for each of their two sorts."""
        shown = (ActionItem if row.parent_id else Recommendation) if isinstance(row, Item) else type(row)
        return self.admin_site.get_model_admin(shown)


def _what(row: Model, number: int) -> str:
    """What leads somewhere: "record leads", "publishers lead"."""
    names = (
        ("record", "records") if isinstance(row, Resource) else (row._meta.verbose_name, row._meta.verbose_name_plural)
    )
    return f"{names[0]} leads" if number == 1 else f"{names[1]} lead"


def _shown(row: CheckedAddress, stands: list[places.Place]) -> tuple:
    """A row with where it stands, and the site of a new address that looks otherwise."""
    return row, stands, foreign_host(row.new_url)


class LinkedAdmin(admin.ModelAdmin):
    """For an admin of records: each says what is known of its links, and whoever may change records has them asked."""

    def get_urls(self) -> list:
        check = self.admin_site.admin_view(self.check_links_view)
        return [
            path("<int:pk>/check-links/", check, name=f"{self.opts.app_label}_{self.opts.model_name}_check_links"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: Resource | None = None, **kwargs):
        if obj is not None:
            context |= {"links": of_record(obj), "why_no_check": checking.why_not(), "asked_next": checking.FIRST}
            if _leads_somewhere(obj) and self._may_check(request, obj):
                context["check_links"] = page_of(self, "check_links", obj.pk)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(require_POST)
    def check_links_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Has the links of a record and its papers asked before all others."""
        record = self.get_object(request, pk)
        if record is None:
            raise Http404
        if not self._may_check(request, record):
            raise PermissionDenied
        if reason := checking.why_not() or (WITHDRAWN if record.is_withdrawn else ""):
            messages.warning(request, reason)
        else:
            same = Resource.objects.filter(pk=record.pk)
            collecting.collect_of(same, timezone.now())
            number = checking.ask_next(collecting.of_records(same))
            messages.success(request, WILL_BE_OF[number == 1].format(number) if number else NO_LINK)
        return redirect(page_of(self, "change", pk))

    def _may_check(self, request: HttpRequest, record: Resource) -> bool:
        return request.user.has_perm("resources.change_resource") and self.has_change_permission(request, record)


def _leads_somewhere(record: Resource) -> bool:
    return not record.is_withdrawn and bool(record.official_url or record.documents.exclude(url="").exists())


def of_record(record: Resource) -> list[tuple[CheckedAddress, str]]:
    """What is known of the addresses of a record and its papers, each with the page of its state."""
    page = reverse("admin:link_checks_checkedaddress_changelist")
    rows = collecting.of_records(Resource.objects.filter(pk=record.pk)).order_by("pk")
    return [(row, f"{page}?state={row.state}") for row in rows]
