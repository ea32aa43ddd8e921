"""A link that shows a draft to someone without an account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.models import PreviewLink
from tests.factories import make_document, make_pillar, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def link() -> PreviewLink:
    draft = make_resource(title="Draft title", published=False, pillars=[make_pillar(name="Trust")], tags=["youth"])
    make_document(resource=draft)
    return PreviewLink.objects.create(resource=draft)


def test_works(client, link):
    answer = client.get(link.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200
    for part in ("Draft title", "Preview: not public.", "Trust", "youth", link.resource.permanent_number):
        assert part in page


def test_neither_kept_nor_indexed_nor_passed_on(client, link):
    answer = client.get(link.get_absolute_url())
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert 'rel="canonical"' not in answer.content.decode()
    assert not answer.cookies


def test_expires(client, link):
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()
    assert client.get(link.get_absolute_url()).status_code == 404
    assert not link.is_active


def test_can_be_revoked(client, link):
    link.revoke()
    assert client.get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("token", ["1", "1:forged", "x", "-1:", ":", "%00", "%ff", "9" * 400])
def test_a_forged_token_is_not_found(client, link, token):
    assert client.get(f"/preview/{token}/").status_code == 404


def test_a_token_is_for_one_record(client, link):
    other = PreviewLink.objects.create(resource=make_resource(title="Other", published=False))
    signature = link.get_absolute_url().rpartition(":")[2]
    assert client.get(f"/preview/{other.pk}:{signature}").status_code == 404
