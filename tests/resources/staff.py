"""Staff accounts and the admin's addresses and forms, for the tests of the admin."""

import re
from xml.etree.ElementTree import Element

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from icpr.accounts import role_groups
from resources.models import Resource
from tests.sent_forms import fields_of


def group_of(name: str) -> Group:
    """A group of staff by its name; laid anew where a test with real transactions has emptied the tables."""
    if not Group.objects.filter(name=name).exists():
        role_groups.lay()
    return Group.objects.get(name=name)


def staff(group: str | None = None, name: str | None = None) -> Client:
    """A client logged in as a member of a group, or as a superuser."""
    name = name or (group or "root").lower()
    if group is None:
        user = User.objects.create_superuser(name)
    else:
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(group_of(group))
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args, model: str = "resource") -> str:
    return reverse(f"admin:resources_{model}_{name}", args=args)


def step(client: Client, record: Resource, name: str, *, model: str = "resource", confirmed: bool = True, **answers):
    """Press a step's button, and with `confirmed` the one on the page that asks."""
    if confirmed:
        answers["confirmed"] = "1"
    return client.post(address("step", record.pk, name, model=model), answers, follow=True)


def act(client: Client, name: str, records, *, confirmed: bool = True, **answers):
    """Take an action of the list with some records."""
    data = {"action": name, "_selected_action": [record.pk for record in records], **answers}
    if name == "terms":
        return change(client, client.post(address("changelist"), data), confirmed=confirmed, **answers)
    if confirmed:
        data["confirmed"] = "1"
    return client.post(address("changelist"), data, follow=True)


def change(client: Client, asked, *, confirmed: bool = True, model: str = "resource", **answers):
    """From the page that asks what to change on many records: what its answers would do and, confirmed, that done."""
    if asked.status_code != 200 or not is_of_many(asked):
        return asked
    url = address("bulk", model=model)
    shown = client.post(url, fields_of(asked.content, is_step) | answers | {"preview": "1"})
    if not confirmed or shown.status_code != 200 or b'name="confirmed"' not in shown.content:
        return shown
    return client.post(url, fields_of(shown.content, is_step) | answers | {"confirmed": "1"}, follow=True)


def is_of_many(answer) -> bool:
    return b'name="chosen"' in answer.content


def is_step(form: Element) -> bool:
    return form.get("class") == "step"


def form_data(client: Client, url: str) -> dict[str, list[str]]:
    """What a browser would post if the record's form at an address were saved as it is."""
    answer = client.get(url)
    assert answer.status_code == 200
    return fields_of(answer.content)


def texts(answer) -> str:
    """The messages shown to staff, and the errors of a form that was not saved."""
    said = [str(message) for message in answer.context["messages"]] if answer.context else []
    if answer.context and "errors" in answer.context:
        said += [str(error) for error in answer.context["errors"]]
    return "\n".join(said)


def unmarked(page: str) -> str:
    """A page without the marks of words that differ, as `icpr.templatetags.differences.marked` writes them."""
    return re.sub(r'<span class="words__said">[^<]*</span>|</?(?:del|ins)\b[^>]*>', "", page)
