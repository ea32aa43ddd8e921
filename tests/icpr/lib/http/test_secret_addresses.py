"""Secrets that stand in addresses: of every route that has one they are known to the log,
and what answers is private."""

import re
from base64 import urlsafe_b64encode
from urllib.parse import quote, unquote

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from hypothesis import assume, given
from hypothesis import strategies as st

from icpr.lib import tokens
from icpr.lib.http.secret_addresses import PRIVATE, SecretConverter, hide, is_secret

SECRET_NAMES = re.compile("token|secret|key|signature")
VALUES = {"number": "1.5.1", "pk": 7, "name": "x.pdf", "suffix": ".csv"}  # of whatever else stands in such an address


def routes(patterns=None, above=""):
    """Every route of the site: its name and pattern."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, above + str(each.pattern))
        else:
            yield each.name, above + str(each.pattern), each.pattern


def secret_of(converter: SecretConverter) -> str:
    """The longest that the converter takes: of a preview, as they were made until November 2026."""
    return tokens.new_token() if type(converter) is SecretConverter else f"12:{tokens.new_token()}"


def secret_routes() -> list[tuple[str, dict]]:
    return [
        (name, pattern.converters)
        for name, route, pattern in routes()
        if any(isinstance(converter, SecretConverter) for converter in pattern.converters.values())
    ]


def address_with(name: str, converters: dict) -> tuple[str, str]:
    """An address of a route, and the secret in it."""
    values = {key: VALUES.get(key) or secret_of(converter) for key, converter in converters.items()}
    return reverse(name, kwargs=values), next(value for key, value in values.items() if key not in VALUES)


SPELLINGS = {
    "as it is": str,
    "as a Referer": lambda address: f"Referer: https://library.example.org{address}?since=2026-01-01",
    "in a query": lambda address: f"/accounts/login/?next={quote(address, safe='')}&x=1",
    "in a query in a query": lambda address: f"?next={quote('/admin/?next=' + quote(address, safe=''), safe='')}",
    "every character escaped": lambda address: "".join(f"%{ord(character):02x}" for character in address),
    "in capitals": lambda address: address.upper(),
    "in JSON": lambda address: '{"address": "' + address.replace("/", "\\/") + '"}',
    "in HTML": lambda address: f'<a href="{address}">',
    "without its slash": lambda address: address.rstrip("/"),
    "with two slashes": lambda address: address.replace("/", "//"),
    "with more behind it": lambda address: f"{address}wp-login.php",
    "with a full stop": lambda address: f"See {address.rstrip('/')}.",
}


def pieces(text: str, secret: str) -> list[str]:
    """Runs of the secret that can still be read in a text, of eight characters each."""
    read, lowered = text.casefold(), secret.casefold()
    for _ in range(3):
        read = unquote(read).casefold()
    return [lowered[at : at + 8] for at in range(len(lowered) - 7) if lowered[at : at + 8] in read]


def test_works():
    assert len(secret_routes()) > 20
    for name, converters in secret_routes():
        address, secret = address_with(name, converters)
        assert pieces(address, secret), name
        assert not pieces(hide(address), secret), name
        assert is_secret(address), name


@pytest.mark.parametrize("spelled", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_however_an_address_is_written(spelled):
    for name, converters in secret_routes():
        address, secret = address_with(name, converters)
        assert pieces(spelled(address), secret), "the test can see it"
        assert not pieces(hide(spelled(address)), secret), (name, hide(spelled(address)))


@given(st.binary(min_size=32, max_size=32))
def test_a_secret_without_its_address(seed):
    secret = urlsafe_b64encode(seed).decode().rstrip("=")
    assume(secret not in {secret.lower(), secret.upper()})  # one in 10^9
    for text in (f"('{secret}',)", f"token={secret}&x", f"%22{secret}%22", f'Signature "{secret}" does not match'):
        assert secret not in hide(text)


def test_a_preview_without_its_address():
    token = f"12:{tokens.new_token()}"
    for text in (f"'token': '{token}'", quote(token, safe="")):
        assert not pieces(hide(text), token)


def test_a_route_that_cannot_be_reversed_tells_nothing():
    token = tokens.new_token()
    with pytest.raises(NoReverseMatch) as caught:
        reverse("plan-entry", args=[token, "x"])
    assert token in str(caught.value)
    assert token not in hide(str(caught.value))


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /plan/add/ and /plan/deleted/ and /plan/shared/ and /preview/",
        "/resources/" + "a-slug-of-forty-three-characters-is-no-secret"[:43] + "/",
        "test_a_name_of_43_characters_in_source_code",
        "/documents/7/ICPR-000123-model-policy.pdf",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        'File "/srv/library/resources/views.py", line 12, in preview',
    ],
)
def test_what_is_no_secret_stays(text):
    assert hide(text) == text


def test_every_route_says_of_its_secrets_that_they_are():
    """A route that is given a secret under its plain name would be in the log, and in caches."""
    for name, route, pattern in routes():
        named = [key for key in re.findall(r"[<:](\w+)>", route) if SECRET_NAMES.search(key)]
        unknown = [key for key in named if not isinstance(pattern.converters.get(key), SecretConverter)]
        assert not unknown, f"{name}: {route}"


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["", "x", "/nowhere/"])
def test_whatever_answers_there_is_private(client, end):
    for name, converters in secret_routes():
        address, _ = address_with(name, converters)
        answer = client.get(address.rstrip("/") + end)
        assert answer.status_code in {301, 404}, (name, answer.status_code)
        assert {header: answer.get(header) for header in PRIVATE} == PRIVATE, name
