"""Any bytes in at the addresses of forms: the protocol's right answer, never a 500."""

import pytest
from django.test import Client

from resources.formats import FORMS
from tests.test_hostile_input import HUGE, PARAMETERS, VALUES, get, library

__all__ = ["get", "library"]
pytestmark = pytest.mark.django_db
TYPES = {"application/json", "application/problem+json", "text/plain", "text/html"}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_works(get, value):
    """All parameters with a value at once; `tests.test_hostile_input` has each alone."""
    for form in FORMS:
        query = "&".join(f"{parameter}={value}" for parameter in [*PARAMETERS, *form.parameters])
        answer = get(f"/resources{form.suffix}?{query}&pillar=pillar-1")
        if "archive" in form.parameters:  # an archive that is not there
            assert answer.status_code == 404, form.name
            continue
        assert answer.status_code == 200, form.name
        assert len(answer.get("X-Notice", "") + answer["Link"] + answer["Content-Disposition"]) < 8_000
        assert not answer.cookies


@pytest.mark.parametrize("slug", ["%00", "%ff", "a%20b", "..%2f..%2fetc", "a" * 8_192, "%F0%9F%91%AE", HUGE])
def test_any_path(get, slug):
    for page in ("pillars", "tags", "topics", "resources", "practices", "blueprint"):
        for suffix in (".json", ".csv"):
            answer = get(f"/{page}/{slug}{suffix}")
            assert answer.status_code == 404
            assert answer["Content-Type"].partition(";")[0] in TYPES


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "NONSENSE"])
def test_any_method(library, method):
    client = Client(raise_request_exception=False)
    for form in FORMS:
        answer = client.generic(method, f"/resources{form.suffix}")
        assert answer.status_code == {"OPTIONS": 204, "HEAD": 200}.get(method, 405)


def test_headers_that_ask_for_another_form_or_a_part_change_nothing(library, client):
    headers = {"Range": "bytes=0-3", "If-None-Match": '"a", W/"b", *x', "Accept-Language": "xx", "Accept": "a/b"}
    for form in FORMS:
        plain = client.get(f"/resources{form.suffix}")
        assert client.get(f"/resources{form.suffix}", headers=headers).content == plain.content


def test_a_title_that_closes_markup_is_text_in_every_form(library, client):
    library.title = '</script><b>"title"</b> & {more}'
    library.save()
    for form in FORMS:
        text = client.get(f"/resources{form.suffix}").content.decode()
        assert ("</script><b>" in text) == (form.name not in {"print", "atom"})
