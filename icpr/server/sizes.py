"""How much may be sent: a little by anybody, documents only by staff who are signed in, where a form takes files."""

from functools import cache
from http.cookies import CookieError

from django.conf import settings
from django.contrib import admin, auth
from django.db import close_old_connections, models
from django.http import HttpRequest, parse_cookie
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

PUBLIC_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
STAFF_BYTES = settings.DOCUMENT_MAX_BYTES + PUBLIC_BYTES  # a document, and the form around it


def most_bytes(method: str, path: str, cookies: str) -> int:
    """The largest body that may come with this request; `cookies` is its Cookie header. Asks the database, outside of
    any request, so that nothing else tends its connection."""
    if method != "POST" or not takes_files(path):
        return PUBLIC_BYTES
    close_old_connections()
    try:
        return STAFF_BYTES if is_staff(cookies) else PUBLIC_BYTES
    finally:
        close_old_connections()


def takes_files(path: str) -> bool:
    """Whether this is a form of the staff site for a record to which files belong."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return match.app_name == "admin" and match.url_name in _forms_with_files()


@cache
def _forms_with_files() -> set[str]:
    found = set()
    for model, page in admin.site._registry.items():
        shown = [model, *(inline.model for inline in page.inlines)]
        if any(isinstance(field, models.FileField) for one in shown for field in one._meta.concrete_fields):
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            found |= {f"{name}_add", f"{name}_change"}
    return found


def is_staff(cookies: str) -> bool:
    """Whether a session of an active staff account comes with these cookies."""
    try:
        key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    if not key or "\x00" in key:
        return False
    request = HttpRequest()
    request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(key)
    user = auth.get_user(request)
    return user.is_active and user.is_staff
