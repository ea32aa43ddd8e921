"""The one design of capability URLs: made, hashed, compared, derived, sealed."""

import re

import pytest

from icpr.lib import tokens


def test_works():
    one, other = tokens.new_token(), tokens.new_token()
    assert one != other
    assert re.fullmatch(tokens.SHAPE, one)
    assert len(tokens.hash_of(one)) == tokens.HASH_LENGTH
    assert tokens.hash_of(one) != tokens.hash_of(other)
    assert tokens.unseal(tokens.seal(one, "test"), "test") == one


def test_a_derived_token_is_the_same_for_the_same_purpose_value_and_secret(settings):
    one = tokens.derived_token("test", "key")
    assert re.fullmatch(tokens.SHAPE, one)
    assert one == tokens.derived_token("test", "key")
    assert one not in {tokens.derived_token("other", "key"), tokens.derived_token("test", "other")}
    settings.SECRET_KEY = "another-secret-key"
    assert one != tokens.derived_token("test", "key")


@pytest.mark.parametrize("sent", ["", "x", "ü", "\x00", "x" * 9_999])
def test_only_the_token_itself_is_the_same(sent):
    token = tokens.new_token()
    assert not tokens.is_same(sent, token)
    assert not tokens.is_same(token[:-1], token)
    assert tokens.is_same(token, token)


def test_what_is_sealed_cannot_be_read_or_told_from_another():
    token = tokens.new_token()
    one, other = tokens.seal(token, "test"), tokens.seal(token, "test")
    assert token not in one
    assert one != other
    assert len(one) <= tokens.SEALED_LENGTH


def test_another_purpose_opens_nothing():
    assert tokens.unseal(tokens.seal("text", "test"), "other") is None


def test_a_former_secret_opens_as_long_as_it_is_named(settings):
    sealed, former = tokens.seal("text", "test"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-key", [former]
    assert tokens.unseal(sealed, "test") == "text"
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.unseal(sealed, "test") is None


def test_what_was_sealed_once_stays_readable(settings):
    """The key of an authenticator app, as it was stored before this module was."""
    settings.SECRET_KEY = "the-secret-key-of-then"
    sealed = (
        "gAAAAABrCnkLio9fFnMJkJcl0hCuIzeaUZaPoVwvpjyEoApyMz1KnjKgr4jW9hszRUqJTqbooPAbBtF3ei4yLWvmdmY6u92hlzKU1QP1Yy5pvU3b"
        "rjJgBr4="
    )
    assert tokens.unseal(sealed, "icpr.second-factor") == "JBSWY3DPEHPK3PXP"


def test_what_a_token_seals_only_that_token_opens_whatever_the_secret(settings):
    token = tokens.new_token()
    sealed = tokens.seal("text", "test", key=token)
    assert tokens.unseal(sealed, "test") is None
    assert tokens.unseal(sealed, "test", key=tokens.new_token()) is None
    settings.SECRET_KEY = "another-secret-key"
    assert tokens.unseal(sealed, "test", key=token) == "text"


@pytest.mark.parametrize("sealed", ["", "x", "ü", "ab" * 32, "gAAAAA=="])
def test_what_was_never_sealed_opens_as_nothing(sealed):
    assert tokens.unseal(sealed, "test") is None


def test_one_changed_character_opens_nothing():
    sealed = tokens.seal("text", "test")
    assert tokens.unseal(sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:], "test") is None
