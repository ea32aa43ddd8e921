"""The editors' guide is read in the admin, with its pictures, by all staff."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from icpr.admin import guide

PAGE = reverse("admin:guide")
TEXT = guide.SOURCE.read_text(encoding="utf-8")
MOST_PICTURES, MOST_BYTES = 6, 60_000


@pytest.fixture
def somebody(db) -> Client:
    """One of the staff, without a role."""
    client = Client()
    client.force_login(User.objects.create_user("somebody", is_staff=True))
    return client


def test_works(somebody):
    page = somebody.get(PAGE).content.decode()
    assert "<h1>Guide for editors</h1>" in page
    for name in re.findall(r"^## (.+)$", TEXT, flags=re.MULTILINE):
        assert page.count(f">{name}<") == 2, "in the contents and above the section"
    for address in re.findall(r'<a href="#([^"]+)"', page):
        assert f'id="{address}"' in page
    assert "<th>Role</th>" in page
    assert "![" not in page
    assert "**" not in page


def test_it_is_linked_from_every_page(somebody):
    assert f'<a href="{PAGE}">Guide</a>' in somebody.get(reverse("admin:index")).content.decode()


def test_its_pictures_are_small_and_described():
    pictures = re.findall(r"!\[(.*)\]\((.+)\)", TEXT)
    parts = [part for section in guide.sections_of(TEXT) for part in section.parts if part.picture]
    assert [(part.words, f"../static/{part.picture}") for part in parts] == pictures
    assert 0 < len(pictures) <= MOST_PICTURES
    for part in parts:
        assert len(part.words) > 20
        data = Path(finders.find(part.picture)).read_bytes()
        assert data[8:12] == b"WEBP"
        assert len(data) <= MOST_BYTES


def test_it_leads_nowhere_that_the_page_has_not():
    """A link to another document would be an address of the admin."""
    assert re.findall(r"(?<!!)\[[^\]]*\]\((?!https://|#)", guide.PICTURE.sub("", TEXT)) == []


def test_words_between_pictures_are_safe():
    text = (
        "# Title\nBefore.\n\n## One & <two>\n<script>alert(1)</script>\n\n![It](../static/img/guide/a.webp)\n\nAfter."
    )
    before, one = guide.sections_of(text)
    assert [part.html for part in before.parts] == ["<p>Before.</p>\n"]
    assert one.name == "One & <two>"
    assert "<script" not in one.parts[0].html
    assert [part.picture for part in one.parts] == ["", "img/guide/a.webp", ""]
    assert "After." in one.parts[2].html


@pytest.mark.parametrize("picture", ["../static/img/guide/../../secret.webp", "https://example.org/a.webp", "/a.webp"])
def test_a_picture_of_elsewhere_is_none(picture):
    (section,) = guide.sections_of(f"# Title\n\n![Seen]({picture})\n")
    assert [part.picture for part in section.parts] == [""]
    assert "<img" not in section.parts[0].html
