"""Each address of the admin answers each role as `table.py` says, asked and sent."""

from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve, reverse

from icpr.accounts.sessions import SessionStore
from icpr.roles import ROLES
from tests.icpr.admin.rights.addresses import Address, addresses, path_of
from tests.icpr.admin.rights.rows import ROWS, everything
from tests.icpr.admin.rights.table import ENTRIES, MAY_BE_EMPTY, NOT_TAKEN, OPEN, OTHERS, PAGES
from tests.resources.staff import group_of

pytestmark = pytest.mark.django_db

LETTERS = dict(zip("CEPTA", ROLES.values(), strict=True))
WHO = [*LETTERS, "N", "S"]
YES, NO = "yes", "no"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker, folder):
    """Everything once for the module, whose tests leave it as it was."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        yield everything()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def documents_of_the_rows(settings, folder):
    settings.MEDIA_ROOT = folder


def user_who(letter: str) -> User:
    if letter == "S":
        return User.objects.create_superuser("super")
    user = User.objects.create_user(f"staff-{letter}", is_staff=True)
    if letter in LETTERS:
        user.groups.add(group_of(LETTERS[letter].group))
    return user


def entry_and_page(address: Address) -> tuple[str, str]:
    """The entry an address belongs to and which page of it it is: "resources_tag", "delete"."""
    owners = [name for name in ENTRIES if address.name.startswith(f"{name}_")]
    owner = max(owners, key=len, default="")
    return owner, address.name.removeprefix(f"{owner}_") if owner else address.name


def expected(address: Address, method: str) -> str | None:
    """Who may, by the table: letters, or `NOT_TAKEN`."""
    owner, page = entry_and_page(address)
    if address.name in OTHERS:
        return OTHERS[address.name][method == "POST"]
    if page not in PAGES:
        return None  # `test_works` tells of it
    return getattr(ENTRIES[owner], PAGES[page][method == "POST"])


def path(address: Address, rows: dict) -> str:
    owner, page = entry_and_page(address)
    if address.name == "app_list":
        return path_of(address, {"app_label": "resources"}, [])
    if address.name == "view_on_site":
        term = rows["pillars_topic"].row
        kind = ContentType.objects.get_for_model(term)
        return path_of(address, {"content_type_id": kind.pk, "object_id": term.pk}, [])
    if not owner:
        return path_of(address, {}, [])
    row = rows[owner]
    unnamed = {"revision": [row.row.pk, row.version], "recover": [row.deleted]}.get(page, [row.row.pk])
    return path_of(address, row.given, unnamed)


def ask(user: User, method: str, address: str) -> str:
    """What somebody is answered: `YES`, `NO` or `NOT_TAKEN`. The page is not rendered, and nothing is kept."""
    answer = None
    with untouched():
        request = RequestFactory().generic(method, address, "post=yes", "application/x-www-form-urlencoded")
        request.user, request.session, request._dont_enforce_csrf_checks = user, SessionStore(), True
        request._messages = FallbackStorage(request)
        match = resolve(request.path_info)
        try:
            answer = match.func(request, *match.args, **match.kwargs)
        except PermissionDenied:
            return NO
        except Http404:
            return YES if match.url_name.endswith(MAY_BE_EMPTY) else NO
        except (SuspiciousOperation, BadRequest):
            return YES  # it was looked at
    for close in answer._resource_closers:  # files; `close()` would also end the request for Django
        close()
    if answer.status_code == 403 or leads_away(answer, match.url_name):
        return NO
    return NOT_TAKEN if answer.status_code == 405 else YES


def leads_away(answer, name: str) -> bool:
    """Whether the start page is the answer, as where there is no such row, or none for who asks; that is also where
    one goes on after deleting."""
    return answer.get("Location") == reverse("admin:index") and not name.endswith("_delete")


@contextmanager
def untouched():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_works(rows):
    """Nothing stands in the admin that the table does not name, and nothing in the table that is not there."""
    found = addresses()
    unlisted = []
    for address in found:
        owner, page = entry_and_page(address)
        if address.name not in {*OTHERS, *OPEN, "autocomplete"} and not (owner and page in PAGES):
            unlisted.append(address.name)
    assert unlisted == [], "each needs a line in table.py"
    assert set(ENTRIES) == set(rows), "each entry of the admin needs a line in table.py"
    assert set(ROWS) == set(admin.site._registry), "each entry of the admin needs a row in rows.py"
    assert {*OTHERS, *OPEN} - {address.name for address in found} == set()


@pytest.mark.parametrize("letter", WHO)
def test_each_role_is_answered_as_the_table_says(rows, letter):
    user, wrong = user_who(letter), []
    for address in addresses():
        if address.name in {*OPEN, "autocomplete"}:
            continue
        for method in ("GET", "POST"):
            may = expected(address, method)
            if may is None:
                continue
            wanted = NOT_TAKEN if may == NOT_TAKEN else YES if letter in may or (letter == "S" and "A" in may) else NO
            answered = ask(user, method, path(address, rows))
            if answered != wanted:
                wrong.append(f"{method} {address.name}: {answered}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_who_is_not_signed_in_is_led_to_the_sign_in(rows):
    client, wrong = Client(), []
    for address in addresses():
        if address.name in OPEN:
            continue
        for method in (client.get, client.post):
            where = path(address, rows) if address.name != "autocomplete" else reverse("admin:autocomplete")
            answer = method(where)
            if not (answer.status_code == 302 and "login" in answer["Location"]):
                wrong.append(f"{method.__name__} {where}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
