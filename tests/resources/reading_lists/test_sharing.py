"""The addresses of a list: shown, mailed, shared, replaced, remembered by a browser; copies; deleting."""

import re
from http.cookies import Morsel

import pytest
from django.http import Http404
from django.test import Client

from icpr.lib.http.private_pages import locked
from resources.reading_lists import remembered
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import Change, Entry, ReadingList
from tests import mail
from tests.factories import make_resource
from tests.resources.reading_lists.conftest import hidden, nonce, titles, words

pytestmark = pytest.mark.django_db


def share(visitor, kept: str) -> str:
    """Share a list; returns the path of its share address."""
    visitor.post(f"{kept}addresses/share/", at=f"{kept}addresses/")
    return re.search(r'value="https://library.test(/lists/shared/[^"]+)"', visitor.get(f"{kept}addresses/"))[1]


def test_works(visitor, kept):
    page = visitor.get(f"{kept}addresses/")
    assert f'value="https://library.test{kept}"' in page
    shared = share(visitor, kept)
    assert "Crowds" in visitor.get(shared)
    visitor.post(f"{kept}addresses/share/", at=f"{kept}addresses/", revoke="1")
    visitor.get(shared, status=404)
    assert "Create a read-only link" in visitor.get(f"{kept}addresses/")


def test_nothing_of_a_list_is_stored_or_passed_on(visitor, kept):
    for address in ("", "edit/", "about/", "addresses/", "history/", "delete/"):
        answer = visitor.client.get(kept + address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_a_new_private_address_replaces_the_old_one(visitor, kept):
    shared = share(visitor, kept)
    answer = visitor.post(f"{kept}addresses/renew/", at=f"{kept}addresses/")
    fresh = answer["Location"].partition("addresses/")[0]
    assert fresh != kept
    visitor.get(kept, status=404)
    assert shared in visitor.get(f"{fresh}addresses/")
    assert "The old one leads nowhere" in visitor.get(answer["Location"])


def test_replaced_by_a_form_sent_twice_there_is_one_new_address(visitor, kept):
    form = {"nonce": nonce(visitor.get(f"{kept}addresses/"))}
    first, second = (visitor.client.post(f"{kept}addresses/renew/", form)["Location"] for _ in range(2))
    assert first == second


def test_a_copy_has_all_of_it_and_leaves_the_list_alone(visitor, kept):
    key = Entry.objects.first().key
    fields = {f"{entry.key}-{name}": "" for entry in Entry.objects.all() for name in ("group", "note")}
    visitor.post(f"{kept}edit/", **fields | {f"{key}-group": "A", f"{key}-note": "Mine"})
    visitor.post(f"{kept}about/", title="For the night shift", introduction="Read this.")
    form = {"nonce": nonce(visitor.get(f"{kept}addresses/"))}
    shared = share(visitor, kept)
    first, second = (visitor.client.post(f"{shared}copy/", form)["Location"].partition("?")[0] for _ in range(2))
    assert first == second != kept
    page = visitor.get(first)
    for part in ("For the night shift", "Read this.", "Mine", "Crowds"):
        assert part in page
    assert ReadingList.objects.count() == 2
    page = visitor.get(first)
    change = re.search(r'name="change" value="(\d+)"', page)[1]
    visitor.client.post(f"{first}history/undo/", {"change": change})
    assert "Nothing is on the list yet." in words(visitor.get(first))
    assert "For the night shift" in visitor.get(kept)


def cookie(answer) -> Morsel:
    [name] = answer.cookies
    assert name == remembered.NAME
    return answer.cookies[name]


def test_a_browser_remembers_only_what_was_ticked(visitor, kept, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert not visitor.post(f"{kept}addresses/remember/", at=f"{kept}addresses/").cookies
    set_cookie = cookie(visitor.post(f"{kept}addresses/remember/", at=f"{kept}addresses/", remember="1"))
    assert set_cookie["path"] == "/lists/"
    assert (set_cookie["httponly"], set_cookie["samesite"], set_cookie["secure"]) == (True, "Lax", True)
    assert "Reading list" in visitor.get("/lists/")
    assert "Your lists on this device" in visitor.get("/lists/")
    assert "This browser remembers the list." in words(visitor.get(f"{kept}addresses/"))
    assert "your only way back" not in words(visitor.get(kept))


def test_what_is_remembered_takes_more_with_one_button(visitor, kept):
    visitor.post(f"{kept}addresses/remember/", at=f"{kept}addresses/", remember="1")
    other = make_resource(title="Bicycles")
    page = visitor.get(f"/lists/add/?what=r:{other.permanent_number}")
    token = re.search(r'name="list" value="([^"]+)"', page)[1]
    form = {"nonce": nonce(page), "what": f"r:{other.permanent_number}", "list": token}
    assert visitor.client.post("/lists/add/", form)["Location"].startswith(kept)
    assert titles()[-1] == "Bicycles"


def test_forgetting_removes_the_cookie(visitor, kept):
    visitor.post(f"{kept}addresses/remember/", at=f"{kept}addresses/", remember="1")
    gone = cookie(visitor.post(f"{kept}addresses/remember/", at=f"{kept}addresses/", forget="1"))
    assert (gone.value, gone["max-age"], gone["path"]) == ("", 0, "/lists/")
    assert "Your lists on this device" not in visitor.client.get("/lists/").content.decode()


def test_ten_are_remembered_and_a_renewed_one_by_its_new_address(visitor, things):
    first, last = "", ""
    for number in range(11):
        answer = visitor.add(things[0], title=f"List {number}", remember="1")
        last = answer["Location"].partition("?")[0]
        first = first or last
    page = visitor.get("/lists/")
    assert page.count('<a href="/lists/') - page.count('<a href="/lists/"') == 10
    assert first not in page
    form = {"nonce": nonce(visitor.get(f"{last}addresses/"))}
    fresh = visitor.client.post(f"{last}addresses/renew/", form)["Location"].partition("addresses/")[0]
    page = visitor.get("/lists/")
    assert fresh in page
    assert last not in page


@pytest.mark.parametrize("sent", ["", ".", "x" * 9_000, "\x00", "x" * 43, ".".join(["y" * 43] * 90), "é"])
def test_any_cookie_is_read(db, sent):
    client = Client()
    client.cookies[remembered.NAME] = sent
    assert client.get("/lists/").status_code == 200


def test_the_cookie_is_no_part_of_other_pages(visitor, kept, things):
    visitor.post(f"{kept}addresses/remember/", at=f"{kept}addresses/", remember="1")
    for address in ("/resources/", things[0].get_absolute_url(), things[1].get_absolute_url(), "/practices/"):
        with_cookie, without = visitor.client.get(address), Client().get(address)
        assert with_cookie.content == without.content
        assert not with_cookie.cookies
        assert "Cookie" not in with_cookie.get("Vary", "")
        assert "/lists/add/?what=" in with_cookie.content.decode() or address == "/practices/"


@pytest.fixture
def letters(settings, tmp_path):
    mail.to_folder(settings, tmp_path / "mail")
    return lambda: mail.in_folder(tmp_path / "mail")


def test_the_address_is_mailed_once(visitor, kept, letters):
    form = {"nonce": nonce(visitor.get(f"{kept}addresses/")), "email": "chief@example.org"}
    for _ in range(2):
        answer = visitor.client.post(f"{kept}addresses/mail/", form)
        assert "on its way" in answer.content.decode()
    [letter] = letters()
    assert f"https://library.test{kept}" in letter
    assert ReadingList.objects.get().email == ""


WRONG = ["", "no address", "a@b", '"a b"@example.org', "a\r\nBcc: b@example.org", "a" * 320]


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_mail_address_is_said(visitor, kept, letters, address):
    form = {"nonce": nonce(visitor.get(f"{kept}addresses/")), "email": address, "warn": address or "x"}
    for page in ("mail", "warn"):
        assert visitor.client.post(f"{kept}addresses/{page}/", form).status_code == 400
    assert letters() == []


def test_no_more_than_three_a_day_go_to_one_mailbox(visitor, kept, letters):
    for _ in range(3):
        LISTS.limits.mails_to_one.take("chief@example.org")
    form = {"nonce": nonce(visitor.get(f"{kept}addresses/")), "email": "Chief+x@example.org"}
    answer = visitor.client.post(f"{kept}addresses/mail/", form)
    assert answer.status_code == 429
    assert letters() == []


def test_an_address_for_the_warning_is_kept_and_removed(visitor, kept):
    form = hidden(visitor.get(f"{kept}addresses/"))
    visitor.client.post(f"{kept}addresses/warn/", form | {"warn": "chief@example.org"})
    assert ReadingList.objects.get().email == "chief@example.org"
    visitor.client.post(f"{kept}addresses/warn/", form | {"warn": ""})
    assert ReadingList.objects.get().email == ""


def test_deleted_for_good(visitor, kept):
    visitor.post(f"{kept}addresses/remember/", at=f"{kept}addresses/", remember="1")
    token = re.search(r'name="delete_token" value="([^"]+)"', visitor.get(f"{kept}delete/"))[1]
    for _ in range(2):
        answer = visitor.client.post(f"{kept}delete/", {"delete_token": token})
        assert answer["Location"] == "/lists/deleted/"
    for model in (ReadingList, Entry, Change):
        assert not model.objects.exists()
    assert "Nothing of it is kept" in words(visitor.get("/lists/deleted/"))
    assert visitor.client.post(f"/lists/{'x' * 43}/delete/", {"delete_token": token}).status_code == 404


def test_who_waits_for_a_list_that_is_deleted_meanwhile_is_told(visitor, kept):
    stale = ReadingList.objects.get()
    stale_copy = ReadingList.objects.get()
    stale.delete()
    with pytest.raises(Http404), locked(stale_copy):
        pass
