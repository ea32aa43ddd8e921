"""`resources.review.telling`: mail to staff about what waits for them."""

import pytest
from django.contrib.auth.models import User

from icpr.outbox.models import Content
from resources.curation.rights import PUBLISH
from resources.review.telling import staff_with, tell
from tests.resources.staff import group_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.MAIL_SERVER = "mail.library.test"


def make_user(name: str, group: str = "", **fields) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=True)
    user.groups.set([group_of(group)] if group else [])
    User.objects.filter(pk=user.pk).update(**fields)
    user.refresh_from_db()
    return user


def test_works():
    pat, ed = make_user("pat", "Publishers"), make_user("ed", "Editors")
    assert staff_with(PUBLISH) == [pat]
    assert tell([pat, ed], "A guide was handed in", "Look at it.", "submitted:7") == 2
    letters = [each.letter() for each in Content.objects.all()]
    assert {(letter.to, letter.subject) for letter in letters} == {
        ("pat@example.org", "A guide was handed in"),
        ("ed@example.org", "A guide was handed in"),
    }


def test_what_was_told_is_not_told_again():
    pat = make_user("pat", "Publishers")
    assert [tell([pat, pat], "s", "t", "submitted:7"), tell([pat], "s", "t", "submitted:7")] == [1, 0]


def test_who_is_away_or_has_no_address_gets_none():
    away, nowhere = make_user("away", "Publishers", is_active=False), make_user("nowhere", "Publishers", email="")
    outside = make_user("outside", "Publishers", is_staff=False)
    assert staff_with(PUBLISH) == [nowhere]
    assert tell([away, nowhere, outside, None], "s", "t", "submitted:7") == 0


def test_without_a_mail_server_nothing_is_put(settings):
    settings.MAIL_SERVER = ""
    assert tell([make_user("pat", "Publishers")], "s", "t", "submitted:7") == 0


def test_a_subject_is_one_short_line():
    tell([make_user("pat", "Publishers")], "A\r\nBcc: x@example.org " + "x" * 500, "t", "k")
    (letter,) = [each.letter() for each in Content.objects.all()]
    assert letter.subject.startswith("A Bcc: x@example.org")
    assert len(letter.subject) == 150


def test_superusers_have_every_permission_but_not_who_did_it():
    root, pat = User.objects.create_superuser("root"), make_user("pat", "Publishers")
    assert staff_with(PUBLISH, but=pat) == [root]
