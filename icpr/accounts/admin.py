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

from icpr.accounts import refusals, second_factor
from icpr.accounts.confirming import recently_confirmed
from icpr.roles import ROLES, Role

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

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and is_within(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and is_within(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")

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
        if not self.has_change_permission(request, user):
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


def is_within(request: HttpRequest, account) -> bool:
    """Whether an account is none that stands above who asks: else its password would make a superuser of anybody."""
    return account is None or request.user.is_superuser or not account.is_superuser


@admin.register(Group)
class LibraryGroupAdmin(Confirmed, GroupAdmin):
    """What the group of a role may do stands in the table of roles: a change here would last until the next release."""

    list_display = ("name", "is_of_role")
    list_select_related = ("role",)

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        return ["name", "is_of_role", "may"] if role_of(obj) else ["name", "permissions"]

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> tuple[str, ...]:
        return ("is_of_role", "may") if role_of(obj) else ()

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not role_of(obj)

    @admin.display(description="role", empty_value="none: made by hand")
    def is_of_role(self, group: Group) -> str | None:
        role = role_of(group)
        return role and f"{role.name}: {role.does}"

    @admin.display(description="may")
    def may(self, group: Group) -> str:
        """Its rights by what they are about, such as "tags: see, add"."""
        lines = refusals.by_thing(role_of(group).permissions)
        return format_html_join("", "<div>{}: {}</div>", ((thing, ", ".join(deeds)) for thing, deeds in lines.items()))


def role_of(group: Group | None) -> Role | None:
    found = getattr(group, "role", None)
    return ROLES.get(found.role) if found else None
