"""Addresses that strangers type: kept when they name a public site, refused with a reason when they do not."""

import pytest
from django.core.exceptions import ValidationError

from icpr.lib.http import outside_addresses as outside
from icpr.lib.http.refused_hosts import REFUSED_HOSTS, refused_host


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.theiacp.org/resources/x", "https://www.theiacp.org/resources/x"),
        ("  http://cops.usdoj.gov/ric?id=1&b=%20#p  ", "http://cops.usdoj.gov/ric?id=1&b=%20#p"),
        ("www.ojp.gov/library", "https://www.ojp.gov/library"),
        ("//ojp.gov/library", "https://ojp.gov/library"),
        ("HTTPS://OJP.gov/Library", "HTTPS://OJP.gov/Library"),
        ("https://laserfiche.example.us:8443/WebLink/0/doc", "https://laserfiche.example.us:8443/WebLink/0/doc"),
        ("https://münchen.de/straße?q=größe", "https://münchen.de/straße?q=größe"),
        ("https://policía.example.com/año", "https://policía.example.com/año"),
    ],
)
def test_works(typed, kept):
    assert outside.check(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("javascript:alert(1)", outside.NOT_WEB),
        ("data:text/html,x", outside.NOT_WEB),
        ("ftp://example.org/report.pdf", outside.NOT_WEB),
        ("file:///etc/passwd", outside.NOT_WEB),
        ("mailto:a@example.org", outside.NOT_WEB),
        ("localhost:8000/admin/", outside.NOT_WEB),
        ("https://name:word@example.org/", outside.CREDENTIALS),
        ("https://theiacp.org@evil.org/", outside.CREDENTIALS),
        ("https://@example.org/", outside.CREDENTIALS),
        ("https://example.org\\@evil.org/", outside.BROKEN),
        ("https://example.org/a b", outside.BROKEN),
        ("https://[", outside.BROKEN),
        ("https://[::1/", outside.BROKEN),
        ("https://example.org:port/", outside.BROKEN),
        ("https://example.org:99999/", outside.BROKEN),
        ("https://", outside.BROKEN),
        ("https:///path", outside.BROKEN),
        ("https://exa..mple.org/", outside.BROKEN),
        ("<script>", outside.BROKEN),
        ("http://127.0.0.1/", outside.A_NUMBER),
        ("http://10.0.0.1/", outside.A_NUMBER),
        ("http://192.168.1.1:80/", outside.A_NUMBER),
        ("http://169.254.169.254/latest/meta-data/", outside.A_NUMBER),
        ("http://2130706433/", outside.A_NUMBER),
        ("http://0177.0.0.1/", outside.A_NUMBER),
        ("http://0x7f.1/", outside.A_NUMBER),
        ("http://0x7f000001/", outside.A_NUMBER),
        ("http://127.1/", outside.A_NUMBER),
        ("http://127.0.0.1./", outside.A_NUMBER),
        ("http://１２７.0.0.1/", outside.A_NUMBER),
        ("http://①②⑦.0.0.1/", outside.A_NUMBER),
        ("http://8.8.8.8/", outside.A_NUMBER),
        ("http://[::1]/", outside.A_NUMBER),
        ("http://[::ffff:127.0.0.1]/", outside.A_NUMBER),
        ("http://[fe80::1]/", outside.A_NUMBER),
        ("http://localhost/", outside.A_LOCAL_NAME),
        ("http://LOCALHOST./", outside.A_LOCAL_NAME),
        ("http://ｌｏｃａｌｈｏｓｔ/", outside.A_LOCAL_NAME),
        ("http://a.localhost/", outside.A_LOCAL_NAME),
        ("http://printer.local/", outside.A_LOCAL_NAME),
        ("http://files.corp/", outside.A_LOCAL_NAME),
        ("http://1.0.168.192.in-addr.arpa/", outside.A_LOCAL_NAME),
        ("http://intranet/", outside.A_LOCAL_NAME),
        ("http://x.onion/", outside.A_LOCAL_NAME),
        ("https://example.org/" + "a" * 481, outside.TOO_LONG),
        ("https://example.org/" + "a" * 4_000, outside.TOO_LONG),
        ("https://example.org/\u202egpj.exe", outside.UNSEEN_FOUND),
        ("https://example.org/\u2066x", outside.UNSEEN_FOUND),
        ("https://exam\u200bple.org/", outside.UNSEEN_FOUND),
        ("https://example.org/\x00", outside.UNSEEN_FOUND),
        ("https://example.org/\r\nSet-Cookie: x=1", outside.UNSEEN_FOUND),
        ("https://example.org/\ufffd", outside.UNSEEN_FOUND),
        ("https://docslib.org/doc/1/x", outside.A_COPY.format(host="docslib.org")),
        ("https://web.archive.org/web/2020/https://example.org/", outside.A_COPY.format(host="archive.org")),
        ("HTTPS://WWW.SCRIBD.COM./doc", outside.A_COPY.format(host="scribd.com")),
    ],
)
def test_what_leads_nowhere_safe_is_refused_with_its_reason(typed, reason):
    with pytest.raises(ValidationError) as refused:
        outside.check(typed)
    assert refused.value.messages == [reason]


def test_the_longest_address_is_taken():
    assert len(outside.check("https://example.org/" + "a" * 480)) == outside.LONGEST


def test_a_name_in_other_letters_is_told_as_browsers_ask_for_it():
    for address in ("https://thеiacp.org/x", "https://thеiacp.org/xn--thiacp-4of.org"):  # with a Cyrillic letter
        assert outside.foreign_host(address) == "xn--thiacp-4of.org"
    assert outside.foreign_host("https://münchen.de/") == "xn--mnchen-3ya.de"
    assert outside.foreign_host("https://theiacp.org/ü") == ""
    assert outside.foreign_host("https://THEIACP.org/") == ""
    assert outside.foreign_host("https://[") == outside.foreign_host("") == ""


def test_a_host_below_a_refused_one_is_refused_and_one_that_ends_alike_is_not():
    assert refused_host("online.documentine.com") == "documentine.com"
    assert refused_host("t.co") == "t.co"
    assert refused_host("report.co") == refused_host("notscribd.com") == refused_host("") == ""
    assert all(host == host.lower() and "/" not in host for host in REFUSED_HOSTS)
