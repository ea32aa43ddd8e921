"""The page of an operation, as a browser without script uses it."""

from django.test import Client
from django.urls import reverse

from icpr.operations.models import Operation
from tests.resources.staff import fields_of


def page_of(operation: Operation) -> str:
    return reverse("admin:operations_operation_change", args=[operation.pk])


def form_of(client: Client, operation: Operation, part: int = 1) -> dict[str, list[str]]:
    """What a browser would send from the page of an operation, or of one part of it, as it is."""
    answer = client.get(page_of(operation), {"page": part})
    assert answer.status_code == 200
    return fields_of(answer.content, lambda form: form.get("class") == "step")


def undo(client: Client, operation: Operation, *, part: int = 1, **changed):
    """Press the button of the page, or of that of one part, with other answers than it holds if given."""
    address = f"{page_of(operation)}?page={part}"
    return client.post(address, form_of(client, operation, part) | changed, follow=True)
