"""The dump beside documents that are in a bucket: one machine writes it, and each gives it out."""

import hashlib

import pytest
from django.utils import timezone

from icpr.lib.logs.outages import Outage
from resources.dump import keeping, writing
from tests import buckets
from tests.factories import make_document, make_resource

pytestmark = pytest.mark.django_db


def prefixes(bucket) -> set[str]:
    keys = bucket.keys()
    return {key.partition("/")[0] for key in keys}


def get(client, name: str, **headers: str):
    answer = client.get(f"/dump/{name}", headers=headers)
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_works_on_a_machine_that_wrote_none(client, bucket, settings, tmp_path):
    make_resource(title="A guide")
    writing.write()
    assert prefixes(bucket) == {"documents-dump"}
    settings.DUMP_ROOT = tmp_path / "another-machine"
    for name in writing.NAMES:
        status, whole = get(client, name)
        assert (status, whole) == (200, bucket.content(f"documents-dump/{keeping.present().file(name)}"))
    sums = get(client, writing.SUMS)[1].decode()
    assert f"{hashlib.sha256(get(client, writing.RECORDS)[1]).hexdigest()}  {writing.RECORDS}" in sums
    assert get(client, writing.RECORDS, Range="bytes=2-9") == (206, get(client, writing.RECORDS)[1][2:10])
    assert not keeping.is_due(timezone.now()), "it need not write one of its own"


def test_nothing_is_left_on_the_machine_nor_of_the_former_one(bucket, settings):
    record = make_resource(title="A guide")
    writing.write()
    before = bucket.keys()
    assert list(settings.DUMP_ROOT.iterdir()) == []
    record.withdraw("It was wrong.")
    assert keeping.is_due(timezone.now())
    writing.write()
    assert len(bucket.keys()) == len(before)
    assert not set(before) & set(bucket.keys())


def test_one_that_broke_off_is_none_and_goes_with_the_next(bucket):
    make_resource()
    name = keeping.name_of(timezone.now())
    bucket.write(f"documents-dump/{name}/{writing.RECORDS}", b"{}\n")
    assert keeping.present() is None
    writing.write()
    assert name not in " ".join(bucket.keys())


def test_it_is_no_document_that_nothing_names(bucket, client):
    held = make_document(resource=make_resource())
    writing.write()
    assert prefixes(bucket) <= {"documents", "documents-dump"}
    assert held.pk
    assert not [name for name, _ in keeping.store().held() if not keeping.NAME.match(name)]


def test_a_store_that_is_away_is_told_and_leaves_nothing(client, settings):
    make_resource()
    with buckets.serving() as server:
        settings.STORAGES = settings.STORAGES | {"default": buckets.Bucket(server.url).storage}
        writing.write()
        server.stop()
        client.raise_request_exception = False
        answer = client.get(f"/dump/{writing.RECORDS}")
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        with pytest.raises(Outage):
            writing.write()
        assert list(settings.DUMP_ROOT.iterdir()) == []
