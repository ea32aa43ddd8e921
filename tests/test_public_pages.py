"""No public address sets a cookie or looks at a session, whoever comes with one. Every address of the site is asked."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import addresses

pytestmark = pytest.mark.django_db


def test_works():
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root"))
    asked = addresses.public(addresses.lay())
    assert len(asked) > 45
    for address in asked:
        for method in (client.get, client.head, client.post):
            answer = method(address)
            answer.close()
            assert not answer.cookies, address
            assert "cookie" not in answer.get("Vary", "").lower(), address
            session = getattr(answer.wsgi_request, "session", None)  # none where the method was refused before
            assert not (session is not None and session.accessed), address
            assert not hasattr(answer.wsgi_request, "allauth"), address


def test_staff_pages_do_look_at_it(client):
    client.force_login(User.objects.create_superuser("root"))
    answer = client.get("/admin/")
    assert answer.wsgi_request.session.accessed
    assert hasattr(answer.wsgi_request, "allauth")


def test_a_page_that_is_not_there_does_not(client):
    for address in ("/nothing/", "/adminx/", "/accountsx/", "/admin", "/accounts"):
        answer = client.get(address)
        assert not answer.cookies
        assert not answer.wsgi_request.session.accessed
