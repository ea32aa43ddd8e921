"""What an answer means for an address. Plain rules on plain values; what they cannot tell is "not sure"."""

import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from django.core.exceptions import ValidationError

from icpr.lib.http import outside_addresses
from resources.link_checks.answers import Answer, Fault, Hop
from resources.link_checks.models import State
from resources.models.addresses import host_of

FOR_GOOD = (301, 308)
MISSING = (404, 410)
SIGN_IN_WORDS = {"login", "log-in", "logon", "signin", "sign-in", "sso", "saml", "saml2", "idp", "oauth2", "openid"}
SIGN_IN_WORDS |= {"authorize", "authenticate", "shibboleth", "cas"}
SIGN_IN_HOSTS = {"login", "signin", "sso", "auth", "idp", "accounts", "saml"}  # the first label of a host
# Where sites lead whose name is for sale, each with the sites below it.
SALES_TEXT = """
    sedo.com sedoparking.com parkingcrew.net bodis.com hugedomains.com dan.com afternic.com above.com parklogic.com
    undeveloped.com domainmarket.com buydomains.com dynadot.com uniregistry.com namebright.com
"""
SALES = frozenset(SALES_TEXT.split())
SALE = re.compile(
    r"(?:this|the) domain(?: name)? (?:is|may be|might be|could be) (?:for sale|available for purchase|parked)"
    r"|buy this domain|domain (?:has|is) expired|this domain has expired|domain parking|parked (?:free|domain)",
    re.IGNORECASE,
)
TITLE = re.compile(r"<title[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
NOT_THERE = re.compile(r"\b(?:404|not found|page (?:cannot|could not) be found|no longer available)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """The state an address is in, and why, in words for staff. is_failure: whether it counts towards "gone"."""

    state: State
    reason: str = ""
    new_url: str = ""
    is_failure: bool = False


def verdict(url: str, answer: Answer) -> Verdict:
    """What an answer says of the address that was asked."""
    if answer.fault:
        return Verdict(State.UNSURE, answer.fault.value, is_failure=answer.fault is Fault.NO_NAME)
    if answer.status in (401, 402, 407):
        return Verdict(State.MEMBERS, f"It asks to sign in or to pay (code {answer.status}).")
    if answer.hops and _is_sign_in(answer.url) and not _is_sign_in(url):
        return Verdict(State.MEMBERS, f"It leads to a page to sign in at {host_of(answer.url)}.")
    if answer.status in MISSING:
        return Verdict(State.UNSURE, f"The page is not there (code {answer.status}).", is_failure=True)
    if answer.status not in (200, 203, 206, 304):
        return Verdict(State.UNSURE, _refusal(answer.status))
    if doubt := _doubt(url, answer):
        return doubt
    return _moved(url, answer.hops) or Verdict(State.OK, _redirected(answer))


def _refusal(status: int | None) -> str:
    if status == 403:
        return "The site does not let us look (code 403)."
    if status == 429:
        return "The site asks us to come less often (code 429)."
    return f"The site answered with code {status}."


def _doubt(url: str, answer: Answer) -> Verdict | None:
    """What a page that answers says against itself."""
    host = host_of(answer.url)
    is_sale = any(host == site or host.endswith(f".{site}") for site in SALES)
    if (is_sale and host != host_of(url)) or SALE.search(answer.start):
        return Verdict(State.PARKED, "The name of the site may be for sale or have a new owner.")
    title = TITLE.search(answer.start)
    if title and NOT_THERE.search(title[1]):
        return Verdict(State.UNSURE, "A page answers whose title says that it is not there.")
    if answer.hops and urlsplit(answer.url).path in ("", "/") and urlsplit(url).path not in ("", "/"):
        return Verdict(State.UNSURE, "It leads to the front page of a site now: the page itself may be gone.")
    return None


def _moved(url: str, hops: tuple[Hop, ...]) -> Verdict | None:
    """Where it is for good: as far as the redirects from the beginning are permanent (RFC 9110, section 15.4)."""
    new = ""
    for hop in hops:
        if hop.status not in FOR_GOOD:
            break
        new = hop.to
    fragment = urldefrag(url).fragment
    if new and fragment and not urldefrag(new).fragment:
        new = f"{new}#{fragment}"
    if not new or new == url:
        return None
    try:
        return Verdict(State.MOVED, _how_far(url, new), outside_addresses.check(new))
    except ValidationError:
        return Verdict(State.UNSURE, "It moved to an address that the library does not lead to.")


def _how_far(url: str, new: str) -> str:
    if urldefrag(url).url.removeprefix("http:") == urldefrag(new).url.removeprefix("https:"):
        return "The same address by https."
    return "It moved to another site." if host_of(url) != host_of(new) else "It moved within the site."


def _redirected(answer: Answer) -> str:
    return f"It leads to {host_of(answer.url)} for now." if answer.hops else ""


def _is_sign_in(url: str) -> bool:
    parts = urlsplit(url)
    words = {word.partition(".")[0] for word in parts.path.lower().split("/")}
    return bool(words & SIGN_IN_WORDS) or (parts.hostname or "").partition(".")[0] in SIGN_IN_HOSTS
