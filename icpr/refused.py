"""The page that refuses: staff who are signed in are told which right they lack and who has it, all others nothing."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from icpr.accounts import refusals
from icpr.admin import resubmission


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What staff typed into a form of the admin comes back with the answer."""
    user = getattr(request, "user", None)
    if user is None or not (user.is_authenticated and user.is_staff and resubmission.is_of_staff(request.path_info)):
        return resubmission.answer(request, forbidden=True) or render(request, "403.html", status=403)
    missing = refusals.missing_right(user)  # before the page asks for what it shows
    context = {
        "reason": str(exception or ""),
        "right": refusals.in_words(missing) if missing else "",
        "holders": refusals.groups_with(missing) if missing else [],
    }
    if given_back := resubmission.answer(request, forbidden=True, told=context):
        return given_back
    context |= admin.site.each_context(request) | {"title": "This account may not do that"}
    return render(request, "admin/forbidden.html", context, status=403)
