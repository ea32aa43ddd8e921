"""A form of staff whose sign-in has ended, or whose token is stale, comes back with all that was typed."""

import html
import re

import html5lib
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from icpr.admin import resubmission
from resources.models import Resource
from tests.factories import make_publishable
from tests.icpr.admin.forms import Form, address, page_text
from tests.resources.staff import form_data, staff

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def bob():
    return staff(None, "bob")


def kept(answer) -> dict[str, list[str]]:
    """What the page would send again."""
    page = html5lib.parse(answer.content.decode(), treebuilder="etree", namespaceHTMLElements=False)
    (form,) = (form for form in page.iter("form") if form.get("id") == "again")
    found = {}
    for field in form.iter("input"):
        if field.get("type") != "file":
            found.setdefault(field.get("name"), []).append(field.get("value"))
    return found


def test_works(bob):
    """The session ends, the form is sent, staff sign in in another tab, and it is sent again: saved."""
    record = make_publishable(tags=["Youth"])
    form = Form(bob, record)
    bob.logout()
    typed = form.fields | {"title": 'An hour of "work" <b>', "in_brief": "One\r\n\r\nTwo é"}
    answer = bob.post(form.address, typed, headers=HERE)
    page = page_text(answer)
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    for words in ("Your sign-in has ended", "nothing is lost", "Sign in in a new tab", 'target="_blank"'):
        assert words in page, words
    again = kept(answer)
    bob.force_login(User.objects.get(username="bob"))
    assert bob.post(form.address, again, headers=HERE).status_code == 302
    saved = Resource.objects.get(pk=record.pk)
    assert (saved.title, saved.in_brief) == ('An hour of "work" <b>', "One\n\nTwo é")  # a browser sends CR LF
    assert list(saved.tags.names()) == ["Youth"]
    assert saved.pillars.count() == 1


def test_a_form_is_joined_all_the_same_after_signing_in_again(bob):
    record = make_publishable()
    form = Form(bob, record)
    Form(staff(None, "ann"), record).send(annotation="Theirs.")
    bob.logout()
    again = kept(bob.post(form.address, form.fields | {"title": "Mine"}, headers=HERE))
    bob.force_login(User.objects.get(username="bob"))
    bob.post(form.address, again, headers=HERE)
    saved = Resource.objects.get(pk=record.pk)
    assert (saved.title, saved.annotation) == ("Mine", "Theirs.")


def test_what_was_typed_is_told_without_the_empty_row_of_the_parts(bob):
    record = make_publishable()
    form = Form(bob, record)
    bob.logout()
    empty = {"authors-__prefix__-position": "1", "authors-__prefix__-resource": str(record.pk)}
    answer = bob.post(form.address, form.fields | empty, headers=HERE)
    assert "prefix" not in page_text(answer).split("What you typed")[1].lower()
    assert kept(answer)["authors-__prefix__-position"] == ["1"]


@pytest.mark.parametrize("token", ["", "x", "x" * 64, None])
def test_a_form_refused_for_its_token_comes_back_with_a_fresh_one(token):
    record = make_publishable()
    User.objects.create_superuser("bob")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="bob"))
    form = Form(strict, record)
    fields = form.fields | {"title": "Mine"} | ({} if token is None else {"csrfmiddlewaretoken": token})
    if token is None:
        del fields["csrfmiddlewaretoken"]
    answer = strict.post(form.address, fields, headers=HERE)
    assert answer.status_code == 403
    page = page_text(answer)
    assert "This form was not taken" in page
    assert "Sign in in a new tab</a>" not in page
    assert strict.post(form.address, kept(answer), headers=HERE).status_code == 302
    assert Resource.objects.get(pk=record.pk).title == "Mine"


def test_after_signing_in_in_another_tab_one_more_press_is_enough_without_script():
    record = make_publishable()
    user = User.objects.create_superuser("bob")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    form = Form(strict, record)
    strict.logout()
    strict.cookies.pop("csrftoken", None)
    answer = strict.post(form.address, form.fields | {"title": "Mine"}, headers=HERE)
    assert "Your sign-in has ended" in page_text(answer)
    strict.force_login(user)
    strict.cookies["csrftoken"] = "a" * 32  # signing in gives another token
    answer = strict.post(form.address, kept(answer), headers=HERE)
    assert "This form was not taken" in page_text(answer)
    assert strict.post(form.address, kept(answer), headers=HERE).status_code == 302


def test_the_page_after_signing_in_holds_the_token_for_the_first_tab(bob):
    page = page_text(bob.get("/admin/signed-in/"))
    assert re.search(r'<form id="token" hidden data-user="bob"><input type="hidden" name="csrfmiddlewaretoken"', page)
    assert Client().get("/admin/signed-in/").status_code == 302


def test_one_who_lost_the_right_keeps_what_was_typed(bob):
    record = make_publishable()
    form = Form(bob, record)
    User.objects.filter(username="bob").update(is_superuser=False)
    answer = bob.post(form.address, form.fields | {"title": "Mine"}, headers=HERE)
    assert answer.status_code == 403
    assert "This account may not do that" in page_text(answer)
    assert kept(answer)["title"] == ["Mine"]
    User.objects.filter(username="bob").update(is_staff=False)
    answer = bob.post(form.address, form.fields, headers=HERE)
    assert "This account may not do that" in page_text(answer)


def test_a_file_is_asked_for_on_the_page_itself(bob):
    record = make_publishable()
    form = Form(bob, record)
    bob.logout()
    row = {"documents-TOTAL_FORMS": "1", "documents-0-role": "slides", "documents-0-position": "1"}
    row |= {"documents-0-language": "en", "documents-0-file": SimpleUploadedFile("My talk.pdf", PDF)}
    answer = bob.post(form.address, form.fields | row, headers=HERE)
    page = page_text(answer)
    assert "Choose the file “My talk.pdf” again" in page
    assert '<input type="file" name="documents-0-file"' in page
    bob.force_login(User.objects.get(username="bob"))
    again = kept(answer) | {"documents-0-file": SimpleUploadedFile("My talk.pdf", PDF)}
    assert bob.post(form.address, again, headers=HERE).status_code == 302
    assert record.documents.get().is_held


def test_passwords_are_never_given_back(bob):
    add = address(User, "add")
    fields = form_data(bob, add) | {
        "username": "new",
        "password1": "a-secret-of-theirs",
        "password2": "a-secret-of-theirs",
    }
    bob.logout()
    answer = bob.post(add, fields, headers=HERE)
    assert "Passwords are never kept" in page_text(answer)
    assert "a-secret-of-theirs" not in page_text(answer)
    assert kept(answer)["username"] == ["new"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
    ],
)
def test_what_another_site_may_have_filled_in_is_not_given_back(headers):
    address = "/admin/resources/resource/add/"
    for client in (Client(), Client(enforce_csrf_checks=True)):
        answer = client.post(address, {"title": "Prepared"}, headers=headers)
        assert answer.status_code in {302, 403}
        assert "Prepared" not in page_text(answer)


def test_a_browser_that_only_says_its_origin_is_believed():
    answer = Client().post("/admin/resources/tag/add/", {"name": "Mine"}, headers={"Origin": "http://testserver"})
    assert kept(answer)["name"] == ["Mine"]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/login/",
        "/admin/logout/",
        "/admin/password_change/",
        "/about/",
        "/nothing/",
        "/admin/resources/resource/add/%00",
    ],
)
def test_other_addresses_give_nothing_back(path):
    for client in (Client(), Client(enforce_csrf_checks=True)):
        answer = client.post(path, {"username": "a", "note": "Typed"}, headers=HERE)
        assert 'id="again"' not in html.unescape(answer.content.decode())


def test_an_empty_form_leads_to_the_sign_in():
    assert Client().post("/admin/resources/resource/add/", {"_save": "Save"}, headers=HERE).status_code == 302
    assert Client().get("/admin/resources/resource/add/", headers=HERE).status_code == 302


def test_hostile_text_is_only_text():
    hostile = "\"><script>alert(1)</script>\x0b'"
    typed = {"title": hostile, 'a"><script>': "x", "documents-__prefix__-title": "x", "y" * 900: "z", "\x0b": "q"}
    answer = Client().post('/admin/resources/resource/add/?_popup=1&x="><script>', typed, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "<script>alert" not in page
    assert '"><script>' not in page


def test_what_is_too_large_is_not_echoed(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    answer = Client().post("/admin/resources/resource/add/", {"title": "x" * 20_000}, headers=HERE)
    assert answer.status_code == 400
    assert "xxxx" not in page_text(answer)


def test_fields_are_named_for_people():
    assert resubmission.label_of("documents-0-title") == "Documents 1: title"
    assert resubmission.label_of("in_brief") == "In brief"
    assert resubmission.label_of("a-" + "9" * 40 + "-b")
    assert resubmission.label_of("\n")
