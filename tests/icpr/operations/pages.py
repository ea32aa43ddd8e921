"""The page of an operation, as a browser without script uses it."""

from django.test import Client
from django.urls import reverse

from icpr.operations.models import Operation
from tests.resources.staff import fields_of


def page_of(operation: Operation) -> str:
    return reverse("admin:operations_operation_change", args=[operation.pk])


def form_of(client: Client, operation: Operation) -> dict[str, list[str]]:
    """What a browser would send from the page of an operation as it is."""
    answer = client.get(page_of(operation))
    assert answer.status_code == 200
    return fields_of(answer.content, lambda form: form.get("class") == "step")


def undo(client: Client, operation: Operation, **changed):
    """Press the button of the page, with other answers than it holds if given."""
    return client.post(page_of(operation), form_of(client, operation) | changed, follow=True)
