"""A form of the admin that could not be taken, because the sign-in has ended or its token is stale,
comes back as it was sent.

Nothing is stored: the answer holds what was typed in a form of its own, to be sent again once staff have signed in in
another tab. Only a form that the browser says was sent from this site comes back so; another site could have filled in
any other. Django reads no form larger than `DATA_UPLOAD_MAX_MEMORY_SIZE`, so that the answer is bounded as well.
"""

import re
from enum import Enum

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers

from icpr.lib.http.origin import Origin, origin_of

SECRET = re.compile("password|csrfmiddlewaretoken", re.IGNORECASE)
TECHNICAL = re.compile(r"_|.*-__prefix__-|.*-(TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS|id)$")
NOT_KEPT = {"login", "logout", "password_change"}


class Why(Enum):
    """Why a form was not taken: the title of the page that says so, and what to do."""

    SIGNED_OUT = "Your sign-in has ended", "Sign in in a new tab, come back to this one, and send it again."
    STALE = (
        "This form was not taken",
        "Its security code had changed, as it does after signing in in another tab. Press “Send again”.",
    )
    FORBIDDEN = "This account may not do that", "Sign in in a new tab with an account that may, and send it again."


def answer(request: HttpRequest, *, forbidden: bool = False, told: dict | None = None) -> HttpResponse | None:
    """The page that gives a form back (403), or None for what is no form of staff, sent from this site,
    with text in it. told: what `admin/_missing_right.html` says of why it is forbidden."""
    if request.method != "POST" or origin_of(request) is not Origin.HERE or not is_of_staff(request.path_info):
        return None
    typed = [(name, value) for name, values in request.POST.lists() if not SECRET.search(name) for value in values]
    if not any(value.strip() and not TECHNICAL.match(name) for name, value in typed):
        return None
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated):
        why = Why.SIGNED_OUT
    else:
        why = Why.FORBIDDEN if forbidden or not admin.site.has_permission(request) else Why.STALE
    title, advice = why.value
    context = admin.site.each_context(request) | {
        "title": title,
        "advice": advice,
        "must_sign_in": why is not Why.STALE,
        "told": told,
        "address": request.get_full_path(),
        "typed": typed,
        "readable": [(label_of(name), value) for name, value in typed if value.strip() and not TECHNICAL.match(name)],
        "files": [(name, file.name) for name, files in request.FILES.lists() for file in files],
        "without_password": any("password" in name.lower() for name in request.POST),
    }
    response = TemplateResponse(request, "admin/send_again.html", context, status=403)
    add_never_cache_headers(response)
    return response.render()


def is_of_staff(path: str) -> bool:
    """Whether an address is one of the admin's, for staff who have signed in."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.namespaces[:1] == [admin.site.name] and found.url_name not in {*NOT_KEPT, None}


def label_of(name: str) -> str:
    """A field's name for people: "documents-0-title" → "Documents 1: title"."""
    part, number, field = (re.match(r"(.+)-(\d+)-(.+)", name) or re.match("()()(.*)", name, re.DOTALL)).groups()
    text = f"{part} {int(number) + 1}: {field}" if part else field
    return text.replace("_", " ").capitalize()


def signed_in(request: HttpRequest) -> HttpResponse:
    """Where signing in in a new tab leads to: back to the tab with the form, which takes its new token from here."""
    return TemplateResponse(
        request, "admin/signed_in.html", admin.site.each_context(request) | {"title": "You are signed in"}
    )
