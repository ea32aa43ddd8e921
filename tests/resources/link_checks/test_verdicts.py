"""What an answer means: plain rules, and "not sure" for all they cannot tell."""

import pytest

from resources.link_checks.answers import Answer, Fault, Hop
from resources.link_checks.models import State
from resources.link_checks.verdicts import verdict

OLD, NEW = "https://www.example.org/old/paper", "https://www.example.org/new/paper"


def state(answer: Answer, url: str = OLD) -> State:
    return verdict(url, answer).state


def led(*hops: tuple[int, str], status: int = 200, start: str = "") -> Answer:
    return Answer(hops[-1][1], tuple(Hop(*hop) for hop in hops), status, start=start)


@pytest.mark.parametrize("status", [200, 203, 206, 304])
def test_works(status):
    assert state(Answer(OLD, status=status)) == State.OK


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_a_move(status):
    found = verdict(OLD, led((status, NEW)))
    assert (found.state, found.new_url) == (State.MOVED, NEW)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_none(status):
    assert state(led((status, NEW))) == State.OK


def test_it_moved_as_far_as_the_first_temporary_one():
    found = verdict(OLD, led((301, NEW), (302, "https://www.example.org/today"), (301, "https://www.example.org/x")))
    assert (found.state, found.new_url) == (State.MOVED, NEW)


def test_a_place_within_the_page_is_kept():
    assert verdict(f"{OLD}#part-2", led((301, NEW))).new_url == f"{NEW}#part-2"


@pytest.mark.parametrize("new", ["https://www.researchgate.net/x", "http://10.0.0.1/", "https://a:b@example.org/", OLD])
def test_it_moved_where_the_library_does_not_lead(new):
    found = verdict(OLD, led((301, new)))
    assert found.state == (State.OK if new == OLD else State.UNSURE)
    assert not found.new_url


@pytest.mark.parametrize("status", [401, 402, 407])
def test_members_only_by_code(status):
    assert state(Answer(OLD, status=status)) == State.MEMBERS


@pytest.mark.parametrize(
    "page",
    [
        "https://www.example.org/login?next=/old/paper",
        "https://www.example.org/Account/Login.aspx",
        "https://login.example.org/",
        "https://www.example.org/sso/saml",
    ],
)
@pytest.mark.parametrize("status", [200, 403])
def test_members_only_by_where_it_leads(page, status):
    assert state(led((302, page), status=status)) == State.MEMBERS


def test_a_page_about_signing_in_is_none():
    assert state(Answer(OLD, status=200), "https://www.example.org/login") == State.OK
    assert state(led((302, "https://www.example.org/catalogin/cash"))) == State.OK


@pytest.mark.parametrize("status", [302, 400, 403, 405, 418, 429, 500, 502, 503, 999])
def test_not_sure_by_code(status):
    found = verdict(OLD, Answer(OLD, status=status))
    assert (found.state, found.is_failure) == (State.UNSURE, False)
    assert str(status) in found.reason


@pytest.mark.parametrize("fault", list(Fault))
def test_not_sure_by_fault(fault):
    found = verdict(OLD, Answer(OLD, fault=fault))
    assert (found.state, found.reason) == (State.UNSURE, fault.value)
    assert found.is_failure == (fault is Fault.NO_NAME)


@pytest.mark.parametrize("status", [404, 410])
def test_a_failure_by_code(status):
    found = verdict(OLD, Answer(OLD, status=status))
    assert (found.state, found.is_failure) == (State.UNSURE, True)
    assert verdict(OLD, led((301, NEW), status=status)).is_failure


@pytest.mark.parametrize(
    "start",
    ["<p>This domain is for sale!", "<title>Buy this domain</title>", "The domain name may be for sale by its owner"],
)
def test_another_owner_by_what_it_says(start):
    assert state(Answer(OLD, status=200, start=start)) == State.PARKED


def test_another_owner_by_where_it_leads():
    assert state(led((302, "https://www.hugedomains.com/domain_profile.cfm?d=example"))) == State.PARKED


@pytest.mark.parametrize("title", ["404 Not Found", "Page not found | Example", "This page cannot be found"])
def test_a_page_that_says_it_is_not_there(title):
    assert state(Answer(OLD, status=200, start=f"<html><TITLE lang=en>{title}</title>")) == State.UNSURE


def test_the_front_page_instead():
    assert state(led((301, "https://www.example.org/"))) == State.UNSURE
    assert state(led((301, "https://www.example.org/")), "http://example.org") == State.MOVED
