"""A form that adds counts once, however often it is sent."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from reversion.models import Version

from icpr.admin.idempotency import MADE, MOST_REMEMBERED, SENT
from icpr.limits.models import Count
from resources.models import BestBet, PreviewLink, Publisher, Resource, Tag
from tests.factories import make_publishable, make_resource
from tests.icpr.admin.forms import CASES, address, every_form, page_text
from tests.resources.staff import form_data, staff, texts

pytestmark = pytest.mark.django_db
ADD = "/admin/resources/resource/add/"
TOLD = "This form was sent before and counted then."


@pytest.fixture
def bob():
    return staff(None, "bob")


def typed(client: Client, **more) -> dict:
    return form_data(client, ADD) | {"title": "Once", "kind": "guide", "another_work": "on"} | more


def test_works(bob):
    form = typed(bob)
    assert TOLD not in texts(bob.post(ADD, form, follow=True))
    answer = bob.post(ADD, form, follow=True)
    record = Resource.objects.get()
    assert TOLD in texts(answer)
    assert answer.redirect_chain[-1][0] == address(Resource, "change", record.pk)
    assert Version.objects.get_for_model(Resource).count() == 1


@every_form
def test_every_form_that_adds_carries_a_nonce(model, bob):
    first, second = (form_data(bob, address(model, "add"))["_nonce"] for _ in range(2))
    assert first != second
    assert model in CASES


def test_a_form_with_an_error_is_not_used_up(bob):
    form = typed(bob, title="")
    answer = bob.post(ADD, form)
    assert f'name="_nonce" value="{form["_nonce"][0]}"' in page_text(answer)
    bob.post(ADD, form | {"title": "Right"})
    assert Resource.objects.get().title == "Right"


def test_what_must_be_unique_is_told_as_sent_before_and_not_as_an_error(bob):
    add = address(Tag, "add")
    form = form_data(bob, add) | {"name": "Youth", "slug": "youth"}
    bob.post(add, form)
    assert TOLD in texts(bob.post(add, form, follow=True))
    assert Tag.objects.count() == 1


def test_another_form_with_the_same_content_adds_another(bob):
    for _ in range(2):
        bob.post(ADD, typed(bob))
    assert Resource.objects.count() == 2


def test_a_session_that_does_not_know_the_record_is_led_to_the_list(bob):
    form = typed(bob)
    bob.post(ADD, form)
    again = Client()
    again.force_login(User.objects.get(username="bob"))
    answer = again.post(ADD, form, follow=True)
    assert answer.redirect_chain[-1][0] == address(Resource, "changelist")
    assert TOLD in texts(answer)


def test_a_session_knows_only_the_last_forms(bob):
    """A session is written whole: it must not grow with every record that is added."""
    forms = [typed(bob, title=f"Record {number}") for number in range(MOST_REMEMBERED + 3)]
    for form in forms:
        bob.post(ADD, form)
    assert len(bob.session[MADE]) == MOST_REMEMBERED
    first, last = (bob.post(ADD, form, follow=True).redirect_chain[-1][0] for form in (forms[0], forms[-1]))
    assert first == address(Resource, "changelist")
    assert last == address(Resource, "change", Resource.objects.get(title=f"Record {MOST_REMEMBERED + 2}").pk)


def test_a_nonce_of_somebody_else_is_another(bob):
    form = typed(bob)
    bob.post(ADD, form)
    staff(None, "ann").post(ADD, form)
    assert Resource.objects.count() == 2


def test_a_window_that_adds_what_another_form_needs_is_answered_again(bob):
    add = f"{address(Publisher, 'add')}?_popup=1"
    form = form_data(bob, add) | {"name": "City Press", "slug": "city-press"}
    first, second = bob.post(add, form), bob.post(add, form)
    assert "popup_response" in first.content.decode()
    assert second.status_code == 200
    assert "popup_response" in second.content.decode()


def test_the_count_is_taken_back_with_what_was_not_saved(bob, monkeypatch):
    form = typed(bob)
    bob.raise_request_exception = False
    monkeypatch.setattr("icpr.admin.editing.EditingAdmin.response_add", lambda *args: 1 / 0, raising=False)
    assert bob.post(ADD, form).status_code == 500
    assert not Count.objects.exists()
    assert not Resource.objects.exists()


@pytest.mark.parametrize("nonce", ["", "\x00", "x" * 9_999, "٣"])
def test_any_nonce_is_answered(nonce, bob):
    for _ in range(2):
        assert bob.post(ADD, typed(bob, _nonce=nonce)).status_code == 302
    assert Resource.objects.count() == (2 if not nonce else 1)


def test_a_preview_link_is_made_once(bob):
    record = make_publishable()
    page = bob.get(address(Resource, "change", record.pk)).content.decode()
    nonce = page.split('name="_nonce" value="')[1].split('"')[0]
    for _ in range(2):
        bob.post(f"/admin/resources/resource/{record.pk}/previews/", {"_nonce": nonce})
    assert PreviewLink.objects.count() == 1


def test_a_best_bet_sent_twice_leads_to_the_one_that_was_made(bob):
    record, add = make_resource(), address(BestBet, "add")
    form = form_data(bob, add) | {"query": "force", "resource": record.pk, "reason": "Asked."}
    bob.post(add, form)
    assert TOLD in texts(bob.post(add, form, follow=True))


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_make_one():
    client = staff(None, "bob")
    form, codes = typed(client), []

    clients = [Client(raise_request_exception=False) for _ in range(2)]
    for one in clients:
        one.force_login(User.objects.get(username="bob"))

    def send(mine: Client) -> None:
        while (code := mine.post(ADD, form).status_code) == 503:  # SQLite in memory locks tables at once
            pass
        codes.append(code)
        connection.close()

    both = [threading.Thread(target=send, args=[one]) for one in clients]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert codes == [302, 302]
    assert Resource.objects.count() == 1
    assert Version.objects.get_for_model(Resource).count() == 1
    assert SENT.is_over(str(User.objects.get().pk), form["_nonce"][0])
