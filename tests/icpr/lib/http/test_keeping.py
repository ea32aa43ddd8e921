"""What is said, while an answer is made, against keeping it."""

from django.http import QueryDict

from icpr.lib import idempotency
from icpr.lib.http.keeping import leave_out, watched


def test_works():
    leave_out("nobody asks")
    with watched() as reasons:
        assert reasons == []
        leave_out("one")
        leave_out("two")
    assert reasons == ["one", "two"]
    leave_out("three")
    assert reasons == ["one", "two"]


def test_a_form_with_a_key_of_its_own_says_so():
    with watched() as reasons:
        idempotency.key_in(QueryDict("key=x"), "key")
        assert reasons == []
        idempotency.new_key()
    assert len(reasons) == 1
