"""The staff site: Django's admin with our name, our start page, one guard and a search that folds."""

import re
from functools import partial

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import SimpleLazyObject

from icpr.admin import guide, resubmission
from icpr.admin.editing import EditingAdmin
from icpr.admin.search import with_folded_search
from icpr.views import bad_request

UNREADABLE = re.compile(r"\x00|[0-9]{19}")
ORDER = [
    "OwnDraft",
    "Resource",
    "ModelPolicy",
    "PoliceChiefArticle",
    "Collection",
    "Publisher",
    "Tag",
    "SearchAddress",
    "Alias",
    "AddressReport",
    "CheckedAddress",
    "Feedback",
    "SynonymGroup",
    "BestBet",
    "SearchCount",
    "Announcement",
    "Audience",
    "Recommendation",
    "ActionItem",
    "Practice",
    "Finding",
    "AgencyExample",
    "Pillar",
    "FocusArea",
    "Topic",
    "Operation",
    "User",
    "Group",
    "AuditEntry",
    "Job",
]


def place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


class LibraryAdminSite(AdminSite):
    site_title = "ICPR Library staff"
    site_header = "ICPR Resource Library"
    index_title = "What needs doing"
    index_template = "admin/start.html"
    empty_value_display = "none"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        """Gives every form of the admin what `EditingAdmin` does, Django's own and those of other packages included."""
        admin_class = with_folded_search(admin_class or ModelAdmin)
        name, said = admin_class.__name__, {"__module__": admin_class.__module__, "__doc__": admin_class.__doc__}
        super().register(model_or_iterable, type(name, (EditingAdmin, admin_class), said), **options)

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def readable(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            """Refuses NUL, on which PostgreSQL raises and SQLite matches every row, and keys no database can hold."""
            typed = [value for _, values in request.GET.lists() for value in values]
            if "\x00" in request.path or any(map(UNREADABLE.search, typed)):
                return bad_request(request)
            if not self.has_permission(request) and (given_back := resubmission.answer(request)):
                return given_back
            return guarded(request, *args, **kwargs)

        return readable

    def get_urls(self) -> list:
        from pillars.plans import admin  # the models are not loaded when this site is made
        from resources.admin import desk_pages, mail, usage, writing

        return [
            *mail.urls(self.admin_view),
            *desk_pages.urls(self.admin_view),
            *usage.urls(self.admin_view),
            path("guide/", self.admin_view(guide.page), name="guide"),
            path("writing/", self.admin_view(writing.look_over), name="writing"),
            path("plans/", self.admin_view(admin.page), name="plan_figures"),
            path("signed-in/", self.admin_view(resubmission.signed_in), name="signed_in"),
            path("r/<int:content_type_id>/<int:object_id>/", self.admin_view(self.view_on_site), name="view_on_site"),
            *super().get_urls(),
        ]

    def view_on_site(self, request: HttpRequest, content_type_id: int, object_id: int) -> HttpResponse:
        """Leads to the page of a row, if who asks may see the row: the address of a draft has its title in it."""
        kind = get_object_or_404(ContentType, pk=content_type_id)
        owner = self._registry.get(kind.model_class())
        row = owner and owner.get_object(request, str(object_id))
        if row is None or not owner.has_view_permission(request, row):
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Leads to the site's own sign-in, with the brakes and the second factor."""
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """One place to change a password: the one with the brakes."""
        return redirect("account_change_password")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """The catalogue first and its records before the words that describe them; what is not named comes after.
        Worked out where it is shown: Django asks for it on every page, for a side bar that is not there."""
        return SimpleLazyObject(partial(self._apps_in_order, request, app_label))

    def _apps_in_order(self, request: HttpRequest, app_label: str | None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda entry: place(entry["object_name"]))
        return sorted(apps, key=lambda app: min(place(entry["object_name"]) for entry in app["models"]))

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        from pillars.plans import admin  # as above
        from resources.admin import dashboard, desk, for_you, mail, searches, usage

        context = {
            "for_you": for_you.notices(request.user),
            "desk": desk.of(request.user, request.GET.get("owner", "")),
            "tasks": dashboard.tasks(request.user),
            "searches": searches.tasks(request.user),
            "scheduled": dashboard.scheduled_next(request.user),
            "usage": usage.address(request.user),
            "plans": admin.address(request.user),
            "mail": mail.address(request.user),
        }
        return super().index(request, context | (extra_context or {}))
