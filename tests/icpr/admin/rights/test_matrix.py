"""Each address of the admin answers each role as `table.py` says, asked and sent; so do the actions of its lists, what
its forms look up while somebody types, and its popups."""

import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.http import urlencode

from tests.icpr.admin.rights.addresses import Address, addresses, path_of
from tests.icpr.admin.rights.asking import NO, REFUSED, WHO, YES, ask, asked, has, user_who
from tests.icpr.admin.rights.rows import ROWS, everything
from tests.icpr.admin.rights.table import (
    ACTIONS,
    AUTOCOMPLETED,
    ENTRIES,
    IN_QUEUE,
    NO_ROW_PICKED,
    NOT_TAKEN,
    OPEN,
    OTHERS,
    PAGES,
    POPUPS,
)

pytestmark = pytest.mark.django_db


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


def entries() -> Iterator[tuple[str, type[Model], admin.ModelAdmin]]:
    for model, of in admin.site._registry.items():
        yield f"{model._meta.app_label}_{model._meta.model_name}", model, of


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
            wanted = NOT_TAKEN if may == NOT_TAKEN else YES if has(letter, may) else NO
            answered = ask(user, method, path(address, rows)).may
            answered = YES if answered == REFUSED else answered  # it was looked at
            if answered != wanted:
                wrong.append(f"{method} {address.name}: {answered}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("letter", WHO)
def test_each_role_has_the_actions_that_the_table_says(rows, letter):
    """Whoever may take an action of a list is offered it and gets its page, its file or its effect. Who may not is not
    offered it, and sent all the same it does nothing."""
    user, wrong = user_who(letter), []
    for name, model, of in entries():
        listed = ACTIONS.get(name, {})
        may = {action: has(letter, getattr(ENTRIES[name], who, who)) for action, who in listed.items()}
        offered = set(of.get_actions(asked(user, "GET", IN_QUEUE)))
        if offered != {action for action in may if may[action]}:
            wrong.append(f"{name} offers {sorted(offered)}, not {sorted(action for action in may if may[action])}")
        if of.get_actions(asked(user, "GET", "/?_popup=1")):
            wrong.append(f"{name} offers actions in a popup")
        address = reverse(f"admin:{name}_changelist")
        for action in may:
            ticked = (("action", action), ("_selected_action", rows[name].row.pk))
            where = address + IN_QUEUE if action == "put_off" else address
            if action in {"turn_on", "turn_off"}:
                model.objects.filter(pk=rows[name].row.pk).update(is_on=action == "turn_off")
            answers = [ask(user, "POST", where, ticked)]
            if not may[action]:
                answers.append(ask(user, "POST", where, (*ticked, ("post", "yes"), ("confirmed", "1"), ("why", "So."))))
            done = [each.wrote > 0 or is_of_action(each.page) for each in answers]
            if any(done) != may[action]:
                wrong.append(f"{name} {action}: {answers}")
    assert not wrong, "\n".join(wrong)


def is_of_action(page) -> bool:
    """Whether an answer is a page or a file, and not the list once more."""
    return page is not None and page.status_code == 200 and "cl" not in (getattr(page, "context_data", None) or {})


def test_what_forms_look_up_stands_in_the_table(rows):
    found = {
        name: {*of.get_autocomplete_fields(None), *(each for one in of.inlines for each in one.autocomplete_fields)}
        for name, _, of in entries()
    }
    assert {name: fields for name, fields in found.items() if fields} == AUTOCOMPLETED


@pytest.mark.parametrize("letter", WHO)
def test_nobody_looks_up_names_they_may_not_see(rows, letter):
    """Of every relation of every model, for the address takes them all: rows are named to whoever sees their entry."""
    user, wrong = user_who(letter), []
    for model in apps.get_models():
        name = model._meta.label_lower.replace(".", "_")
        looked_up = AUTOCOMPLETED.get(name, ())
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            if not field.remote_field:
                continue
            target = field.remote_field.model._meta.label_lower.replace(".", "_")
            may = target in ENTRIES and has(letter, ENTRIES[target].view)
            if may and field.name not in looked_up:
                continue  # no form asks for it, and it says no more than the list
            row = rows[target].row if target in rows else "a"
            fields = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            query = urlencode(fields | {"field_name": field.name, "term": getattr(row, "name", None) or str(row)})
            page = ask(user, "GET", f"{reverse('admin:autocomplete')}?{query}").page
            found = [each["text"] for each in json.loads(page.content)["results"]] if page is not None else []
            if str(row) not in found if may else found:
                wrong.append(f"{name}.{field.name}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("letter", WHO)
def test_popups_answer_as_their_pages_do(rows, letter):
    user, wrong = user_who(letter), []
    for address, model, may in popups():
        key, other = model._meta.pk.name, next(f for f in model._meta.concrete_fields if not f.primary_key).name
        where = f"{path(address, rows)}?_popup=1&_to_field="
        for method in ("GET", "POST"):
            wanted = YES if has(letter, may[method]) else NO
            answered = ask(user, method, where + key, (("post", "yes"), ("_popup", "1"), ("_to_field", key))).may
            if answered != wanted:
                wrong.append(f"{method} {address.name} in a popup: {answered}, not {wanted}")
            refused = ask(user, method, where + other, (("post", "yes"), ("_popup", "1"), ("_to_field", other))).may
            taken = {REFUSED, NO} if wanted == NO else {wanted} if address.name in NO_ROW_PICKED else {REFUSED}
            if refused not in taken:
                wrong.append(f"{method} {address.name} for the field {other}: {refused}, not {REFUSED}")
    assert not wrong, "\n".join(wrong)


def popups() -> Iterator[tuple[Address, type[Model], dict[str, str]]]:
    """The addresses a form opens beside itself, of which model, and who may ask and send them."""
    models = {name: model for name, model, _ in entries()}
    for address in addresses():
        owner, page = entry_and_page(address)
        if page in POPUPS:
            yield address, models[owner], {method: expected(address, method) for method in ("GET", "POST")}


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
