"""Sending the forms by which readers write to staff, as a browser does."""

from django.test import Client

from tests.resources.staff import fields_of

FOUND = "https://www.theiacp.org/resources/the-work"


def form(address: str, /, **typed) -> dict:
    """What a browser would send of the form at an address, with what was typed."""
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return fields_of(answer.content, lambda each: each.get("class") == "tell__form") | typed


def send(address: str, /, **typed):
    """Fill in the form at an address and send it where the page says."""
    path = address.partition("?")[0]
    return Client(enforce_csrf_checks=True).post(path, form(address, **typed))


def page_text(answer) -> str:
    return " ".join(answer.content.decode().split())
