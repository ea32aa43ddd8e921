"""The files of the dump at their public addresses."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from resources.dump import writing
from resources.models import Resource
from tests.factories import make_resource
from tests.resources.dump import present

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Resource:
    found = make_resource(title="A guide")
    writing.write()
    return found


def get(client, name: str = writing.RECORDS, **headers: str):
    """The answer, read to its end, with what it holds as `body`."""
    response = client.get(f"/dump/{name}", headers={key.replace("_", "-"): value for key, value in headers.items()})
    response.body = b"".join(response) if response.streaming else response.content
    return response


def test_works(client, record):
    for name in writing.NAMES:
        response = get(client, name)
        assert (response.status_code, response.body) == (200, (present.folder() / name).read_bytes())
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-cache", "noindex")
    assert b"A guide" in get(client).body
    assert client.get("/dump/")["Location"] == f"/dump/{writing.README}"
    for name in ("nothing.csv", "../settings.py", "%2e%2e%2fsettings.py", "CATALOGUE.JSONL"):
        assert get(client, name).status_code == 404


def test_in_part_and_only_when_it_is_another(client, record):
    whole = get(client)
    part = get(client, Range="bytes=0-9", If_Range=whole["ETag"])
    assert (part.status_code, part.body) == (206, whole.body[:10])
    assert get(client, If_None_Match=whole["ETag"]).status_code == 304
    assert get(client, Range="bytes=99999999-").status_code == 416
    writing.write()
    assert get(client)["ETag"] == whole["ETag"]  # the same bytes
    make_resource()
    writing.write()
    assert get(client, If_None_Match=whole["ETag"]).status_code == 200


def test_before_there_is_one(client):
    response = get(client)
    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert b"a large one after its first night" in response.body
    assert b"https://library.test/oai (OAI-PMH)" in response.body


def test_never_past_a_withdrawal_an_end_or_a_deletion(client, record):
    """From the moment a record is gone no byte of the dump that holds it is given out, to whoever asks and however."""

    def ends(found: Resource) -> None:
        found.expire_at = timezone.now() + timedelta(seconds=0.2)
        found.save()
        time.sleep(0.3)

    for goes in (lambda found: found.withdraw("It was wrong."), ends, Resource.delete):
        going = make_resource(title="Goes")
        writing.write()
        etag = get(client)["ETag"]
        goes(going)
        for headers in ({}, {"If_None_Match": etag}, {"Range": "bytes=0-9"}):
            response = get(client, **headers)
            assert (response.status_code, response["Cache-Control"]) == (503, "no-store"), headers
        writing.write()
        assert b"Goes" not in get(client).body


def test_a_constant_number_of_queries(client, record, django_assert_num_queries):
    with django_assert_num_queries(1):
        get(client)
