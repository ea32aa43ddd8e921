"""What is sent: headers that machines rely on, nothing that a stranger could add to them, and addresses that exist."""

import email
from datetime import UTC, datetime
from email.policy import default
from email.utils import parsedate_to_datetime

import pytest

from icpr.outbox import queue
from icpr.outbox.composing import composed, message_id, one_line, recipient, written
from icpr.outbox.models import Message
from icpr.outbox.sending import send_due
from tests.icpr.outbox.conftest import letter

MOMENT = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # in the hour that comes twice in New York
ADDRESS = f"https://library.test/following/{'x' * 43}/stop/"
LIST = {
    "List-Id": "Policies on use of force <policies.library.test>",
    "List-Unsubscribe": f"<{ADDRESS}>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def raw(**fields) -> bytes:
    return written(composed(letter(**fields), "ada@example.org", MOMENT))


def read(sent: bytes):
    return email.message_from_bytes(sent, policy=default)


def test_works(settings):
    settings.DEFAULT_FROM_EMAIL = "The Library <library@library.test>"
    sent = raw(headers=LIST, subject="Políticas — “new”", text="Años\n" * 400, html="<p>Años</p>")
    told = read(sent)
    assert told["From"] == "The Library <library@library.test>"
    assert told["To"] == "ada@example.org"
    assert told["Subject"] == "Políticas — “new”"
    assert {name: told[name] for name in LIST} == LIST
    assert f"List-Unsubscribe: <{ADDRESS}>\r\n".encode() in sent
    assert (told["Auto-Submitted"], told["Precedence"]) == ("auto-generated", "bulk")
    assert parsedate_to_datetime(told["Date"]) == MOMENT
    assert told["Message-ID"] == message_id("digest:ada")
    assert told.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in told.iter_parts()] == ["text/plain", "text/html"]
    assert told.get_body(("plain",)).get_content().splitlines() == ["Años"] * 400
    assert told.get_body(("html",)).get_content().strip() == "<p>Años</p>"
    assert sent.isascii(), "else a server may write it anew and break its signature"
    assert max(map(len, sent.split(b"\r\n"))) < 998
    assert b"\n" not in sent.replace(b"\r\n", b"")


def test_the_same_letter_is_the_same_message_each_time(settings):
    assert raw() == raw()
    assert raw() != raw(key="digest:2")
    assert message_id("digest:1") != message_id("digest:2")
    assert message_id("digest:1").endswith("@localhost>")


def test_a_letter_that_is_no_list_says_so():
    assert "Precedence" not in read(raw())
    assert read(raw())["X-Auto-Response-Suppress"] == "OOF, AutoReply"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028", "\v", "\r\n\r\n"])
def test_nothing_begins_a_header_of_its_own(end):
    hostile = f"News{end}Bcc: eve@example.org"
    told = read(raw(subject=hostile, headers={"List-Id": hostile, "X-Of": hostile}))
    assert "Bcc" not in told
    assert told["Subject"] == told["List-Id"] == told["X-Of"] == "News Bcc: eve@example.org"
    assert told.get_content().strip() == "Nothing new."


@pytest.mark.parametrize("name", ["X\r\nBcc", "", "X Y", "Ümlaut", "X:Y"])
def test_a_header_has_a_name(name):
    with pytest.raises(ValueError, match="have no name"):
        raw(headers={name: "eve@example.org"})


def test_a_letter_does_not_say_who_it_is():
    own = {"Message-ID": "<other@example.org>", "Date": "Thu, 1 Jan 1970 00:00:00 +0000"}
    told = read(raw(headers=own))
    assert told["Message-ID"] == message_id("digest:ada")
    assert told.get_all("Date") == ["Sun, 01 Nov 2026 05:30:00 +0000"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada.O'Neil+news@EXAMPLE.org ", "Ada.O'Neil+news@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ådä@example.org", None),
        ('"a da"@example.org', None),
        ('"a>b\r\nRCPT TO:<eve@example.org>"@example.org', None),
        ("ada@example.org\r\nBcc: eve@example.org", None),
        ("ada@example.org>\r\nDATA", None),
        ("ada@example.org, eve@example.org", None),
        ("Ada <ada@example.org>", None),
        ("ada@[127.0.0.1]", None),
        (f"{'x' * 64}@{'y' * 63}.{'y' * 63}.{'y' * 63}.{'y' * 63}.org", None),
        (f"{'x' * 320}@example.org", None),
        ("ada\x00@example.org", None),
        ("ada@exam\udcffple.org", None),
        ("@", None),
        ("", None),
    ],
)
def test_addresses(given, wanted):
    assert recipient(given) == wanted


@pytest.mark.django_db
def test_an_address_no_server_takes_is_refused_without_asking_one(sink, told):
    hostile = {"bo": "ådä@example.org", "cy": f"{'x' * 320}@example.org", "di": "di@x.org>\r\nRCPT TO:<eve@x.org>"}
    queue.put([letter(), *(letter(name, to=address) for name, address in hostile.items())])
    assert send_due() == "Letters: 1 sent, 3 refused."
    assert sink.recipients == ["ada@example.org"]
    assert told == [(f"follower:{name}", "No mail server takes this address.") for name in hostile]


@pytest.mark.django_db
def test_what_cannot_be_written_is_given_up_alone(sink):
    queue.put([letter(text="\ud800"), letter("bo", headers={"": "x"}), letter("cy", text=".\n..\nFrom me\n.\r\n")])
    assert send_due() == "Letters: 2 given up, 1 sent."
    assert set(Message.objects.exclude(state="sent").values_list("state", "reason")) == {
        ("dropped", "It cannot be written as a message.")
    }
    [arrived] = sink.letters
    assert arrived.get_content().splitlines() == [".", "..", "From me", "."]


def test_a_line_is_one_line():
    assert one_line(" a\r\n\tb\x00c\x85d ") == "a b c d"
