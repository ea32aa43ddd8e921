"""The server, which gives each caller a turn, and Django, which counts limits, name the same caller."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from icpr.lib.http.caller import network_of
from icpr.server.answers import environ_of
from icpr.server.application import _caller

FORWARDED = b"x-forwarded-for"
HEADERS = {
    "none": [],
    "one": [(FORWARDED, b"203.0.113.7")],
    "a list": [(FORWARDED, b"203.0.113.9, 203.0.113.7")],
    "two headers": [(FORWARDED, b"203.0.113.9"), (FORWARDED, b"203.0.113.7")],
    "the last is empty": [(FORWARDED, b"203.0.113.9"), (FORWARDED, b"")],
    "a list that ends with a comma": [(FORWARDED, b"203.0.113.9,")],
    "with a port": [(FORWARDED, b"[2001:db8::1]:80")],
    "no address": [(FORWARDED, b"203.0.113.9, \xff\xe9")],
    "another spelling of the name": [(b"x_forwarded_for", b"203.0.113.9")],
    "other headers that tell it": [(b"x-real-ip", b"203.0.113.9"), (b"forwarded", b"for=203.0.113.9")],
}


@pytest.mark.parametrize("client", [("198.51.100.1", 1), ("fe80::1%eth0", 1), ("", 0), None])
@pytest.mark.parametrize("behind_proxy", [False, True])
@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_works(settings, headers, behind_proxy, client):
    settings.BEHIND_PROXY = behind_proxy
    scope = {"method": "GET", "raw_path": b"/", "query_string": b"", "headers": headers, "client": client}
    scope |= {"http_version": "1.1", "server": ("localhost", 80), "scheme": "http"}
    assert _caller(scope) == network_of(WSGIRequest(environ_of(scope, BytesIO(), 0)))


def test_behind_a_proxy_only_the_last_one_counts(settings):
    settings.BEHIND_PROXY = True
    named = {name: _caller({"headers": headers, "client": ("198.51.100.1", 1)}) for name, headers in HEADERS.items()}
    assert named["a list"] == named["two headers"] == named["one"] == "203.0.113.7"
    assert named["the last is empty"] == named["no address"] == named["none"] == "198.51.100.1"
