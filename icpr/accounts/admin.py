"""Accounts and groups in the admin. What allauth registers is taken out: it shows the secrets of second factors."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html_join

from icpr.accounts import second_factor
from icpr.accounts.confirming import recently_confirmed

LOOKING = ("_changelist", "_history")

User = get_user_model()
for model in (Authenticator, EmailAddress, User, Group):
    admin.site.unregister(model)


class Confirmed:
    """Asks again who one is before anything but looking at the list."""

    def get_urls(self) -> list:
        patterns = super().get_urls()
        for pattern in patterns:
            if not (pattern.name or "").endswith(LOOKING):
                pattern.callback = recently_confirmed(pattern.callback)
        return patterns

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        view = super().changelist_view
        return (recently_confirmed(view) if request.method == "POST" else view)(request, extra_context)


@admin.register(User)
class AccountAdmin(Confirmed, UserAdmin):
    list_display = ("username", "email", "is_staff", "is_active", "last_login")
    readonly_fields = ("last_login", "date_joined", "second_factor")
    change_form_template = "admin/accounts/change_user.html"

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None else [*fieldsets, ("Second factor", {"fields": ("second_factor",)})]

    @admin.display(description="set up")
    def second_factor(self, user) -> str:
        return format_html_join("", "<div>{}</div>", ((one,) for one in second_factor.described(user))) or "nothing yet"

    def get_urls(self) -> list:
        own = path(
            "<int:pk>/reset-second-factor/",
            recently_confirmed(self.admin_site.admin_view(self.reset_second_factor)),
            name="auth_user_reset_second_factor",
        )
        return [own, *super().get_urls()]

    def reset_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks, and takes away the second factor of somebody who lost it."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user) or (user.is_superuser and not request.user.is_superuser):
            raise PermissionDenied
        if request.method == "POST":
            second_factor.reset(user, request)
            self.message_user(
                request, f"{user} signs in with the password alone, once, and sets up another.", messages.SUCCESS
            )
            return redirect("admin:auth_user_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": "Reset the second factor",
            "opts": self.opts,
            "account": user,
            "found": second_factor.described(user),
        }
        return TemplateResponse(request, "admin/accounts/reset_second_factor.html", context)


@admin.register(Group)
class LibraryGroupAdmin(Confirmed, GroupAdmin):
    pass
