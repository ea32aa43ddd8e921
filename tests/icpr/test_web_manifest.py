"""The web app manifest, and the icons it and the pages name."""

import re
import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders


def size_of(address: str) -> tuple[int, int]:
    """Width and height that a PNG file says of itself."""
    start = Path(finders.find(address.partition("/static/")[2])).read_bytes()[:24]
    assert start[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", start[16:24])


def test_works_without_a_question_to_the_database(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/site.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["start_url"], told["scope"]) == ("ICPR Resource Library", "/", "/")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in told["icons"]:
        assert "{}x{}".format(*size_of(icon["src"])) == icon["sizes"]


@pytest.mark.django_db
def test_every_page_names_it_and_an_icon_for_phones(client):
    for address in ("/", "/nothing/"):
        page = client.get(address).content.decode()
        assert '<link rel="manifest" href="/site.webmanifest">' in page
        [icon] = re.findall(r'<link rel="apple-touch-icon" href="([^"]+)">', page)
        assert size_of(icon) == (180, 180)
