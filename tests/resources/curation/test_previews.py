"""A link that shows a draft to someone without an account."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.utils import timezone

from icpr.lib import tokens
from icpr.lib.http.secret_addresses import PRIVATE
from resources.models import PreviewLink
from tests.factories import make_document, make_focus_area, make_pillar, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def link() -> PreviewLink:
    draft = make_resource(title="Draft title", published=False, pillars=[make_pillar(name="Trust")], tags=["youth"])
    make_document(resource=draft)
    make_document(resource=draft, file=SimpleUploadedFile("a.txt", b"Draft words."))
    return PreviewLink.objects.create(resource=draft)


def test_works(client, link):
    answer = client.get(link.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200
    for part in ("Draft title", "Preview: not public.", "Trust", "youth", link.resource.permanent_number):
        assert part in page


def test_neither_kept_nor_indexed_nor_passed_on(client, link):
    answer = client.get(link.get_absolute_url())
    assert {header: answer[header] for header in PRIVATE} == PRIVATE
    assert 'rel="canonical"' not in answer.content.decode()
    assert not answer.cookies


def test_expires(client, link):
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()
    assert_ended(client, link)
    assert not link.is_active


def test_can_be_revoked(client, link):
    link.revoke()
    assert_ended(client, link)


def assert_ended(client, link: PreviewLink) -> None:
    """Nothing of the record is told, neither of its papers."""
    for address in (link.get_absolute_url(), paper_of(link)):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "This preview has ended" in answer.content.decode()
        assert "Draft title" not in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    assert not PreviewLink.objects.active().filter(pk=link.pk).exists()


def paper_of(link: PreviewLink) -> str:
    paper = link.resource.documents.exclude(file="").get()
    return f"{link.get_absolute_url()}documents/{paper.pk}/{paper.download_name}"


def test_dies_when_the_record_is_public_and_leads_to_it(client, link, monkeypatch):
    moment = timezone.now() + timedelta(hours=1)
    make_fit(link.resource).publish(moment)
    assert client.get(link.get_absolute_url()).status_code == 200, "scheduled, so nobody has seen it"
    assert PreviewLink.objects.active().exists()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    for address in (link.get_absolute_url(), paper_of(link)):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, link.resource.get_absolute_url())
        assert answer["Cache-Control"] == "no-store"
    assert not PreviewLink.objects.active().exists()


def test_of_a_withdrawn_record_it_leads_to_the_reason(client, link):
    make_fit(link.resource).publish()
    link.resource.withdraw("Out of date.")
    answer = client.get(link.get_absolute_url(), follow=True)
    assert answer.status_code == 410
    assert "Out of date." in answer.content.decode()
    assert client.get(paper_of(link)).status_code == 302


def test_of_an_expired_record_it_has_ended(client, link):
    record = make_fit(link.resource)
    record.publish(timezone.now() - timedelta(days=2))
    record.expire_at = timezone.now() - timedelta(days=1)
    record.save()
    assert_ended(client, link)


def make_fit(record):
    """The same record with all that publishing asks for."""
    record.focus_areas.add(make_focus_area())
    return record


def test_the_papers_open_through_it(client, link):
    page = client.get(link.get_absolute_url()).content.decode()
    paper = link.resource.documents.exclude(file="").get()
    assert f'href="{paper_of(link)}"' in page
    assert f'href="{paper.get_absolute_url()}"' not in page
    answer = client.get(paper_of(link))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"Draft words."
    assert {header: answer[header] for header in PRIVATE} == PRIVATE
    assert "sandbox" in answer["Content-Security-Policy"]
    part = client.get(paper_of(link), headers={"range": "bytes=6-10"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"words")
    assert {header: part[header] for header in PRIVATE} == PRIVATE
    assert client.get(paper.get_absolute_url()).status_code == 404, "only through it"


def test_only_its_own_papers_open_through_it(client, link):
    other = make_document(resource=make_resource(published=False), file=SimpleUploadedFile("b.txt", b"Other words."))
    not_held = link.resource.documents.get(file="")
    for pk in (other.pk, not_held.pk, 2**63, 10**30, 0):
        answer = client.get(f"{link.get_absolute_url()}documents/{pk}/x.txt")
        assert answer.status_code == 404, pk
        assert answer["Cache-Control"] == "no-store"
    assert client.get(paper_of(link).replace(link.token, tokens.new_token())).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_it(client, link, method):
    for address in (link.get_absolute_url(), paper_of(link)):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("token", ["1", "1:forged", "x", "-1:", ":", "%00", "%ff", "9" * 400])
def test_a_forged_token_is_not_found(client, link, token):
    assert client.get(f"/preview/{token}/").status_code == 404


@pytest.fixture
def former(link) -> PreviewLink:
    """A link as the release before had it: no more than a row, whose number was signed."""
    PreviewLink.objects.update(token_hash="", token_sealed="")
    import_module("resources.migrations.0014_preview_tokens").keep_addresses(apps, None)
    return PreviewLink.objects.get()


def test_a_link_made_before_keeps_its_address(client, former):
    address = f"/preview/{Signer(salt='resources.preview').sign(former.pk)}/"
    assert former.get_absolute_url() == address
    assert "Draft title" in client.get(address).content.decode()
    assert b"".join(client.get(paper_of(former)).streaming_content) == b"Draft words."
    former.revoke()
    assert_ended(client, former)


def test_a_token_is_for_one_record(client, former):
    other = PreviewLink.objects.create(resource=make_resource(title="Other", published=False))
    signature = former.token.rpartition(":")[2]
    for forged in (f"{other.pk}:{signature}", signature, f"{other.pk}:{other.token}", f"{former.pk}:{other.token}"):
        assert client.get(f"/preview/{forged}/").status_code == 404


def test_no_address_is_in_the_database(link):
    row = repr(PreviewLink.objects.values())
    assert link.token not in row
    assert PreviewLink.objects.get().token == link.token


def test_under_another_secret_it_opens_and_is_not_shown_again(client, link, settings, editor):
    """As after a restore without the former SECRET_KEY: what was sent to readers works, papers included."""
    address, settings.SECRET_KEY = link.get_absolute_url(), "another-secret-key"
    assert PreviewLink.objects.get().get_absolute_url() == ""
    assert f'href="{paper_of(link)}"' in client.get(address).content.decode()
    editor.logout()
    editor.force_login(User.objects.get(username="editors"))
    page = editor.get(f"/admin/resources/resource/{link.resource_id}/change/").content.decode()
    assert "cannot be shown again, because SECRET_KEY has changed" in page
    assert "/preview/" not in page
