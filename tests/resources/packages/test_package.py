"""A model policy to take away: its papers held here with a cover sheet, and nothing that readers may not have."""

import io
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from resources.models import ChangeNote, Document, Resource
from resources.packages import contents, offer
from tests.factories import make_document, make_expired, make_publisher, make_resource
from tests.resources.documents.samples import pdf

pytestmark = pytest.mark.django_db
POLICY, ISSUES = pdf("Officers may use force only when"), pdf("The law behind it")
ELSEWHERE = "https://theiacp.example/policy?a=1&b=2"


def make_policy(**fields) -> Resource:
    return make_resource(**{"kind": "model-policy", "title": "Use of Force", "issued": 2020} | fields)


def hold(policy: Resource, content: bytes, **fields) -> Document:
    return make_document(resource=policy, file=SimpleUploadedFile("upload.pdf", content), **fields)


def address(record: Resource) -> str:
    return f"{record.permanent_url}package.zip"


def taken(client, record: Resource, **headers) -> zipfile.ZipFile:
    answer = client.get(address(record), headers=headers)
    assert answer.status_code == 200
    found = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert found.testzip() is None
    return found


def cover(client, record: Resource) -> str:
    return taken(client, record).read(contents.COVER).decode()


def test_works(client):
    policy = make_policy(publishers=[make_publisher(name="IACP")], official_url=ELSEWHERE, address_evidence="own-page")
    hold(policy, POLICY, page_count=1)
    make_document(
        resource=policy, role="considerations", position=2, url=f"{ELSEWHERE}&c", address_evidence="directory"
    )
    make_document(resource=policy, role="slides", position=3)
    hold(policy, ISSUES, role="concepts-issues", position=4, title="Background: law & “life”/../x")
    found = taken(client, policy)
    assert found.namelist() == [
        "Cover sheet.html",
        "1 Model policy.pdf",
        "4 Background- law & “life”-..-x.pdf",
    ]
    assert found.read("1 Model policy.pdf") == POLICY
    assert found.read(found.namelist()[2]) == ISSUES
    sheet = found.read(contents.COVER).decode()
    for words in (
        "<h1>Use of Force</h1>",
        f"https://library.test{policy.permanent_url}",
        "In this package: 1 Model policy.pdf (PDF, 1 page, ",
        "In this package: 4 Background- law &amp; “life”-..-x.pdf",
        'directory or list: <a href="https://theiacp.example/policy?a=1&amp;b=2&amp;c">',
        "It is known that there is one. It is not held here",
        "Use of Force [Model policy]. (2020). IACP.",
        "Access: Not known.",
        "Issued: 2020.",
        "No change of it has been told",
        "No author is known to us",
    ):
        assert words in sheet, words


def test_the_answer_is_a_file_with_a_strong_validator(client):
    policy = make_policy()
    hold(policy, POLICY)
    first, second = client.get(address(policy)), client.get(address(policy))
    content = first.getvalue()
    assert content == second.getvalue()
    assert first["ETag"] == second["ETag"]
    assert first["ETag"].startswith('"')
    assert first["Content-Disposition"] == f'attachment; filename="{policy.permanent_number}-package.zip"'
    assert int(first["Content-Length"]) == int(client.head(address(policy))["Content-Length"]) == len(content)
    assert client.get(address(policy), headers={"if-none-match": first["ETag"]}).status_code == 304
    assert not first.cookies
    ChangeNote.objects.tell(policy, "edition", "Says more on warnings.")
    assert client.get(address(policy), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_it_tells_what_changed_between_editions(client):
    policy = make_policy(title="Use of Force, 2020")
    before = make_policy(title="Use of Force, 2015", issued=2015, superseded_by=policy)
    withdrawn = make_policy(title="Use of Force, 2010", superseded_by=before)
    withdrawn.withdraw("It is out of date.")
    withdrawn.save()
    make_policy(title="A draft", published=False, superseded_by=policy)
    ChangeNote.objects.tell(before, "change", "A paragraph on dogs.")
    ChangeNote.objects.tell(policy, "edition", "Names <de-escalation> first.")
    sheet = cover(client, policy)
    for words in (
        "New edition: Names &lt;de-escalation&gt; first.",
        "It takes the place of:",
        "Use of Force, 2015",
        "Changed: A paragraph on dogs.",
        "Use of Force, 2010",
        "It is out of date.",
    ):
        assert words in sheet, words
    assert "A draft" not in sheet
    assert "A newer work takes its place" not in sheet
    of_before = cover(client, before)
    assert "A newer work takes its place" in of_before
    assert "A paragraph on dogs." in of_before


def test_two_that_take_each_others_place_end(client):
    policy = make_policy()
    other = make_policy(title="The other", superseded_by=policy)
    Resource.objects.filter(pk=policy.pk).update(superseded_by=other)
    assert cover(client, policy).count("The other") == 2, "as the newer work and as the one before"


def test_nothing_held_is_said(client):
    policy = make_policy()
    sheet = cover(client, policy)
    for words in ("The library holds none of its papers.", "We do not know which papers", "No address of the policy"):
        assert words in sheet, words
    assert taken(client, policy).namelist() == [contents.COVER]


def test_a_file_that_is_not_on_the_disk_is_said_and_the_rest_is_given(client):
    policy = make_policy()
    gone = hold(policy, POLICY)
    hold(policy, ISSUES, role="concepts-issues", position=2)
    Path(gone.file.path).unlink()
    found = taken(client, policy)
    assert found.namelist() == [contents.COVER, "2 Concepts & Issues paper.pdf"]
    assert "its file cannot be read now and is not in this package" in found.read(contents.COVER).decode()


@pytest.mark.parametrize("kind", ["model-policy", "report"])
def test_what_is_not_public_is_not_given(client, kind):
    draft = make_resource(kind=kind, published=False)
    hold(draft, POLICY)
    scheduled = make_resource(kind=kind, publish_at=timezone.now() + timedelta(hours=1))
    for record in (draft, scheduled):
        assert client.get(address(record)).status_code == 404
    now = timezone.now()
    expired = make_expired(kind=kind, publish_at=now - timedelta(hours=1), expire_at=now - timedelta(minutes=1))
    assert client.get(address(expired)).status_code == 410


def test_what_is_no_policy_has_none(client):
    assert client.get(address(make_resource())).status_code == 404
    for number in ("ICPR-999999", "ICPR-999999999", "ICPR-000000", "ICPR-0000000001", "x"):
        assert client.get(f"/r/{number}/package.zip").status_code == 404
    assert client.post(address(make_policy())).status_code == 405


def test_a_withdrawal_in_between_ends_it_and_what_comes_after_is_not_in_it(client):
    """What was read at the start is sent; no file of a later edit comes in, and nobody is given it again."""
    policy = make_policy()
    paper = hold(policy, POLICY)
    answer = client.get(address(policy))
    etag = answer["ETag"]
    hold(policy, ISSUES, role="slides", position=2)
    Document.objects.filter(pk=paper.pk).update(title="Not for readers")
    policy.withdraw("It was wrong.")
    policy.save()
    found = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert found.namelist() == [contents.COVER, "1 Model policy.pdf"]
    for headers in ({}, {"if-none-match": etag}):
        assert client.get(address(policy), headers=headers).status_code == 410


def test_a_gigabyte_is_read_in_small_parts(client):
    policy = make_policy()
    paper = hold(policy, POLICY)
    with open(paper.file.path, "r+b") as file:
        file.truncate(2**30)  # a hole, that takes no room
    answer = client.get(address(policy))
    tracemalloc.start()
    total = sum(len(part) for part in answer.streaming_content)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    answer.close()
    assert total == int(answer["Content-Length"]) > 2**30
    assert most < 5_000_000


def test_twenty_papers_and_editions_cost_what_two_do(client, django_assert_num_queries):
    policy = make_policy()
    counts = []
    for number in (2, 20):
        for place in range(number):
            make_document(resource=policy, position=place, url=f"{ELSEWHERE}&p={number}-{place}")
            before = make_policy(title=f"Edition {number} {place}", superseded_by=policy)
            ChangeNote.objects.tell(before, "change", "A word.")
        with django_assert_num_queries(9):
            counts.append(len(cover(client, policy)))
    assert counts[0] < counts[1]


def offered(record: Resource) -> str | None:
    found = offer.of_record(Resource.objects.for_detail().get(pk=record.pk))
    return found and found.label


def test_the_page_says_honestly_what_there_is_to_take(client):
    policy = make_policy()
    assert offered(policy) is None
    make_document(resource=policy, url=ELSEWHERE)
    assert offered(policy) == "The cover sheet with 1 address"
    Resource.objects.filter(pk=policy.pk).update(official_url=f"{ELSEWHERE}&d", address_evidence="directory")
    assert offered(policy) == "The cover sheet with 2 addresses"
    hold(policy, POLICY, position=2)
    size = len(POLICY)
    assert offered(policy) == f"Take the package (1 paper, {size}\xa0bytes)"
    page = client.get(policy.get_absolute_url()).content.decode()
    assert f'href="{address(policy)}"' in page
    assert "Take the package (1 paper" in page
    assert offered(make_resource(official_url=ELSEWHERE, address_evidence="own-page")) is None
