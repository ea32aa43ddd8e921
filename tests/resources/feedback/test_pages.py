"""Which page is written about: one of ours, and none that is private."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from resources.feedback.pages import page_at
from tests.factories import make_pillar, make_resource

pytestmark = pytest.mark.django_db

TOKEN = "t" * 43


def link_of(page: str) -> str:
    """Where the foot of a page leads to report a problem."""
    return html.unescape(re.findall(r'href="(/report/[^"]*)"', Client().get(page).content.decode())[-1])


def test_works(settings):
    settings.SITE_URL = "https://library.example.org"
    record = make_resource(title="A guide", pillars=[make_pillar()])
    for typed in (record.get_absolute_url(), f"https://library.example.org{record.get_absolute_url()}#cite"):
        assert page_at(typed).address == record.get_absolute_url()
        assert page_at(typed).record == record
    assert page_at(record.permanent_url).record == record
    assert page_at("/resources/?q=force&kind=report").address == "/resources/?kind=report&q=force"
    assert page_at("/resources/?q=caf%C3%A9").address == "/resources/?q=caf%C3%A9"
    assert page_at("/about/").record is None


@pytest.mark.parametrize(
    "typed",
    [
        *("", "about", "//evil.example/", "https://evil.example/about/", "javascript:alert(1)", "/\\evil.example"),
        *("/admin/", "/documents/1/a.pdf", "/accounts/login/", "/nowhere/", "/about/\r\nX: y"),
        *(f"/plan/{TOKEN}/", f"/feedback/{TOKEN}/", f"/preview/{TOKEN}/", f"/%70lan/{TOKEN}/", "/about/\x00"),
        *("/about/%0d%0a", "/resources/?q=" + "x" * 600, "/about/\u202e", "/resources/%00/"),
        "/resources/?" + "&".join(f"q{number}=" for number in range(1_001)),
    ],
)
def test_any_other_is_left_out(typed):
    assert page_at(typed) is None
    assert Client().get("/report/", {"of": typed}).status_code == 200


def test_a_draft_is_not_named():
    draft = make_resource(published=False)
    assert page_at(draft.get_absolute_url()).record is None


def test_the_foot_carries_the_page_and_no_secret():
    record = make_resource(title="A guide")
    for page in ("/about/", record.get_absolute_url(), "/resources/?kind=report&q=a+b"):
        [asked] = parse_qs(urlsplit(link_of(page)).query)["of"]
        assert page_at(asked).address == page
    assert link_of("/resources/?q=a&kind=report") == link_of("/resources/?kind=report&q=a")
    for page in (f"/plan/{TOKEN}/", f"/feedback/{TOKEN}/", f"/told/{TOKEN}/", "/report/?of=/about/"):
        assert link_of(page) == "/report/", page
