"""Addresses that strangers type, before staff or readers are led there. Nothing here asks the network.

An address may be shown only when `check` has taken it, and is shown literally: what its host is to a browser, which a
name in other letters may hide, `ascii_host` tells.
"""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from icpr.lib.http.refused_hosts import refused_host

LONGEST = 500  # characters
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)  # the last label of a host that browsers read as IPv4
LOCAL = {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa"}
LOCAL |= {"test", "example", "invalid", "onion"}  # RFC 2606 and 7686: nobody is reached there as on the web

TOO_LONG = f"This address is longer than {LONGEST} characters. Give the page it stands on."
UNSEEN_FOUND = "This address holds characters that cannot be seen or that turn text round. Type it anew."
BROKEN = "This cannot be read as an address. Copy it from the browser, such as https://www.example.org/report."
NOT_WEB = "Give an address that begins with https:// or http://."
CREDENTIALS = "This address holds a name or a password before the host. Give it without them."
A_NUMBER = "Give the address with the name of the site, not with a number."
A_LOCAL_NAME = "This address leads to a computer of its own network, which readers cannot reach."
A_COPY = (
    "The library does not lead to {host}: it holds copies or extracts of other people’s works, or reports on them. "
)
A_COPY += "Give an address of the publisher, or of a library."


def check(address: str) -> str:
    """The address as it may be kept, without blanks around it, and with https:// when it has no scheme.

    Raises ValidationError with a sentence for the person who typed it.
    """
    address = address.strip()
    if len(address) > LONGEST:
        raise ValidationError(TOO_LONG)
    if any(unicodedata.category(character) in UNSEEN or character == "\ufffd" for character in address):
        raise ValidationError(UNSEEN_FOUND)
    if re.search(r"[\s\\<>\"]", address):
        raise ValidationError(BROKEN)
    if not SCHEME.match(address):
        address = f"https://{address.removeprefix('//')}"
    parts = _split(address)
    if parts.scheme not in ("https", "http"):
        raise ValidationError(NOT_WEB)
    if "@" in parts.netloc:
        raise ValidationError(CREDENTIALS)
    _check_host(ascii_host(address))
    try:
        URLValidator(["https", "http"])(address)
    except ValidationError as error:
        raise ValidationError(BROKEN) from error
    return address


def ascii_host(address: str) -> str:
    """The host as browsers ask for it, in small letters (RFC 3490). Raises ValidationError when there is none."""
    host = _split(address).hostname or ""
    try:
        return host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValidationError(BROKEN) from error


def foreign_host(address: str) -> str:
    """The host in ASCII where an address writes it in other letters; "" where it does not."""
    try:
        written, host = _split(address).hostname or "", ascii_host(address)
    except ValidationError:
        return ""
    return "" if written.isascii() else host


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises when it is no number
    except ValueError as error:
        raise ValidationError(BROKEN) from error
    return parts


def _check_host(host: str) -> None:
    """Raises for what is no name of a public site: addresses by number in every form that browsers read (decimal,
    octal, hexadecimal, IPv6), names of one's own network, and hosts that readers are not sent to."""
    labels = host.split(".")
    if ":" in host or NUMBER.fullmatch(labels[-1]):
        raise ValidationError(A_NUMBER)
    if host == "localhost" or labels[-1] in LOCAL:
        raise ValidationError(A_LOCAL_NAME)
    if len(labels) < 2 or not all(labels):
        raise ValidationError(A_LOCAL_NAME if host else BROKEN)
    if refused := refused_host(host):
        raise ValidationError(A_COPY.format(host=refused))
