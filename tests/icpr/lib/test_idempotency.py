import pytest
from django.http import QueryDict

from icpr.lib import idempotency


def key_in(sent: str, **more) -> str:
    form = QueryDict(mutable=True)
    form["nonce"] = sent
    return idempotency.key_in(form, "nonce", **more)


def test_works():
    one, other = idempotency.new_key(), idempotency.new_key()
    assert one != other
    assert key_in(one) == key_in(one, is_scoped=True) == one


@pytest.mark.parametrize(
    "sent", ["1", "x" * 19, "x" * 41, "x" * 19 + "\x00", "x" * 19 + " ", "٣" * 22, "x" * 22 + "\n"]
)
def test_what_no_form_of_ours_carries_is_a_key_only_beside_who_sent_it(sent):
    assert key_in(sent) == ""
    assert key_in(sent, is_scoped=True) == sent[: idempotency.LONGEST]


def test_a_form_without_a_key_has_none():
    assert key_in("") == key_in("", is_scoped=True) == ""
    assert idempotency.key_in(QueryDict(), "nonce") == ""
    assert len(key_in("x" * 9_999, is_scoped=True)) == idempotency.LONGEST
