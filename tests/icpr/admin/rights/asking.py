"""Asks the admin as somebody of a role, and reads from the answer whether they may."""

from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import Http404, HttpResponseBase
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from icpr.accounts.sessions import SessionStore
from icpr.roles import ROLES
from tests.icpr.admin.rights.table import MAY_BE_EMPTY, NOT_TAKEN
from tests.resources.staff import group_of

LETTERS = dict(zip("CEPTA", ROLES.values(), strict=True))
WHO = [*LETTERS, "N", "S"]
YES, NO, REFUSED = "yes", "no", "400"
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Answer:
    """may: `YES`, `NO`, `NOT_TAKEN`, or `REFUSED` for a value the address does not take. page: what was answered, not
    rendered. wrote: how often the database was written."""

    may: str
    page: HttpResponseBase | None = None
    wrote: int = 0


def user_who(letter: str) -> User:
    if letter == "S":
        return User.objects.create_superuser("super")
    user = User.objects.create_user(f"staff-{letter}", is_staff=True)
    if letter in LETTERS:
        user.groups.add(group_of(LETTERS[letter].group))
    return user


def has(letter: str, may: str) -> bool:
    """Whether somebody is among those named: superusers may what administrators may."""
    return letter in may or (letter == "S" and "A" in may)


def ask(user: User, method: str, address: str, sent: tuple = (("post", "yes"),)) -> Answer:
    """What somebody is answered. The page is not rendered, and nothing is kept."""
    with untouched(), CaptureQueriesContext(connection) as queries:
        may, page = _ask(asked(user, method, address, sent))
    return Answer(may, page, sum(each["sql"].startswith(WRITES) for each in queries))


def asked(user: User, method: str, address: str, sent: tuple = ()):
    request = RequestFactory().generic(method, address, urlencode(sent), "application/x-www-form-urlencoded")
    request.user, request.session, request._dont_enforce_csrf_checks = user, SessionStore(), True
    request._messages = FallbackStorage(request)
    return request


def _ask(request) -> tuple[str, HttpResponseBase | None]:
    match = resolve(request.path_info)
    try:
        answer = match.func(request, *match.args, **match.kwargs)
    except PermissionDenied:
        return NO, None
    except Http404:
        return YES if match.url_name.endswith(MAY_BE_EMPTY) else NO, None
    except (SuspiciousOperation, BadRequest):
        return REFUSED, None
    for close in answer._resource_closers:  # files; `close()` would also end the request for Django
        close()
    if answer.status_code == 403 or leads_away(answer, match.url_name):
        return NO, answer
    return NOT_TAKEN if answer.status_code == 405 else YES, answer


def leads_away(answer, name: str) -> bool:
    """Whether the start page is the answer, as where there is no such row, or none for who asks; that is also where
    one goes on after deleting."""
    return answer.get("Location") == reverse("admin:index") and not name.endswith("_delete")


@contextmanager
def untouched():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
