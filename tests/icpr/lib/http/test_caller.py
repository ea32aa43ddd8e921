import re

import pytest

from icpr.lib.http.caller import address_of, network_of
from tests.icpr.test_house import MODULES


@pytest.fixture
def seen(rf):
    def seen(address: str, forwarded: str | None = None):
        more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        return rf.get("/", REMOTE_ADDR=address, **more)

    return seen


def test_works(seen, settings):
    assert address_of(seen("203.0.113.7")) == network_of(seen("203.0.113.7")) == "203.0.113.7"
    settings.BEHIND_PROXY = True
    assert address_of(seen("10.0.0.1", "203.0.113.7")) == "203.0.113.7"


def test_what_the_caller_writes_into_the_header_is_not_believed(seen, settings):
    assert address_of(seen("203.0.113.7", "198.51.100.1")) == "203.0.113.7"
    settings.BEHIND_PROXY = True
    assert address_of(seen("10.0.0.1", "198.51.100.1, 203.0.113.7")) == "203.0.113.7"


@pytest.mark.parametrize("written", ["", "unknown", "a" * 9_000, "1.2.3.4, nobody", "\x00"])
def test_a_header_without_an_address_leaves_what_the_server_sees(seen, settings, written):
    settings.BEHIND_PROXY = True
    assert address_of(seen("10.0.0.1", written)) == "10.0.0.1"


@pytest.mark.parametrize("written", ["203.0.113.7:4711", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711"])
def test_a_port_behind_the_address_is_left_out(seen, settings, written):
    settings.BEHIND_PROXY = True
    assert address_of(seen("10.0.0.1", written)) in {"203.0.113.7", "2001:db8::1"}


@pytest.mark.parametrize("scope", ["eth0", "7", "a" * 9_000, "\x00", ""])
def test_a_scope_behind_the_address_is_left_out(seen, settings, scope):
    """A longer text than the column of the audit holds would fail the sign-in."""
    assert address_of(seen(f"fe80::1%{scope}")) == "fe80::1"
    assert network_of(seen(f"fe80::1%{scope}")) == "fe80::/64"
    settings.BEHIND_PROXY = True
    assert address_of(seen("10.0.0.1", f"[fe80::1%{scope}]:80")) == "fe80::1"


def test_nothing_else_reads_who_asks():
    """One rule for all: a module that reads these by itself counts other callers than the rest."""
    read = re.compile(r"REMOTE_ADDR|x[-_]forwarded[-_]for|x[-_]real[-_]ip|peername|scope\[.client.\]", re.IGNORECASE)
    found = {name for name, path in MODULES.items() if read.search(path.read_text())}
    assert found == {
        "icpr.lib.http.caller",
        "icpr.server.answers",  # hands it to Django
        "icpr.server.application",  # hands it to the rule
    }


def test_a_line_with_ipv6_is_one_caller(seen):
    assert network_of(seen("2001:db8:1:2::3")) == network_of(seen("2001:db8:1:2:ffff::9")) == "2001:db8:1:2::/64"
    assert network_of(seen("2001:db8:1:3::3")) != network_of(seen("2001:db8:1:2::3"))


def test_ipv4_in_the_dress_of_ipv6_is_ipv4(seen):
    assert network_of(seen("::ffff:203.0.113.7")) == "203.0.113.7"


def test_nobody_known_is_an_empty_name(seen):
    assert address_of(seen("")) == network_of(seen("")) == ""
