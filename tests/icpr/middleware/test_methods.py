"""Which methods each address takes, and that it says so truly."""

import pytest
from django.urls import URLPattern, get_resolver

from icpr.middleware.methods import allowed_at
from tests.factories import make_document, make_pillar, make_resource

pytestmark = pytest.mark.django_db

READING = "GET, HEAD, OPTIONS"
FORMS = "GET, HEAD, POST, OPTIONS"
PUBLIC = ["/", "/about/", "/resources/", "/resources/?q=x", "/suggest", "/sitemap.xml", "/robots.txt", "/healthz"]
# Public addresses that take a form. A new one is named here, and tried in tests/icpr/server.
TAKE_FORMS = {
    *("plan-start", "plan-add", "plan-choose", "plan-order", "plan-agency", "plan-entry", "plan-remove", "plan-seen"),
    *("plan-share", "plan-renew", "plan-mail", "plan-warn", "plan-delete", "plan-undo", "plan-import", "plan-copy"),
    *("plan-edit", "tell-staff", "tell-us", "oai", "mail-reports"),
    *("suggest-resource", "report-problem", "contact", "useful"),
    *("lists", "list-about", "list-add", "list-copy", "list-delete", "list-edit", "list-mail", "list-order"),
    *("list-remember", "list-renew", "list-share", "list-undo", "list-warn"),
    *("follow", "follow-link", "follow-confirm", "follow-manage", "follow-erase", "follow-stop", "follow-stop-all"),
}


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "FROB", "POST"])
def test_works(client, method):
    for address in PUBLIC:
        response = client.generic(method, address)
        assert (response.status_code, response["Allow"]) == (405, READING), address
        assert "The address is right for reading." in response.content.decode()
    expected = (404, "") if method == "POST" else (405, READING)
    response = client.generic(method, "/nowhere/")
    assert (response.status_code, response.get("Allow", "")) == expected


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "FROB"])
def test_where_a_form_is_taken(client, admin_client, method):
    for address in ("/plan/", "/admin/login/", "/admin/resources/resource/add/"):
        for visitor in (client, admin_client):
            response = visitor.generic(method, address)
            assert (response.status_code, response["Allow"]) == (405, FORMS), address


def test_options_is_answered_without_the_page(client, django_assert_num_queries):
    made = make_document(resource=make_resource())
    with django_assert_num_queries(0):
        for address in (*PUBLIC, made.get_absolute_url(), "/nowhere/"):
            response = client.options(address)
            assert (response.status_code, response["Allow"], response.content) == (204, READING, b""), address
        for address in ("/plan/", "/admin/", "*"):
            response = client.options(address)
            assert (response.status_code, response["Allow"], response.content) == (204, FORMS, b""), address


def test_a_static_file(client, settings):
    for name in ("none.css", "css/site.css"):
        assert client.options(f"/static/{name}")["Allow"] == READING
        assert client.put(f"/static/{name}")["Allow"] == READING


def test_only_the_named_addresses_take_a_form():
    """Read from the marks on the views, so that a view that looks at `request.POST` and has none is found below."""
    public = [found for found in get_resolver().url_patterns if isinstance(found, URLPattern)]
    assert {found.name for found in public if getattr(found.callback, "takes_form", False)} == TAKE_FORMS
    assert allowed_at("/plan/add/") == FORMS.split(", ")


def test_head_is_get_without_the_page(client, admin_client):
    record = make_resource(title="A guide", pillars=[make_pillar()])
    paper = make_document(resource=record)
    public = [*PUBLIC, record.get_absolute_url(), paper.get_absolute_url(), "/nowhere/", "/plan/", "/pillars/pillar-1/"]
    pairs = [(client, address) for address in public]
    pairs += [(admin_client, address) for address in ("/admin/", "/admin/resources/resource/", "/admin/auth/user/add/")]
    for visitor, address in pairs:
        read, asked = visitor.get(address), visitor.head(address)
        assert asked.status_code == read.status_code
        assert unchanging(asked) == unchanging(read), address
        assert not getattr(asked, "content", b"")


def unchanging(response) -> dict[str, str]:
    """The headers but for the times in them;
    of pages with a form, whose token is another each time, but for the length."""
    left_out = {"expires", "last-modified", "set-cookie"}
    return {name: value for name, value in response.items() if name.lower() not in left_out}
