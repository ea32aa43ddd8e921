"""Wrong tries are slowed where they come from, and nowhere else."""

import pytest
from django.test import Client

from icpr.audit.models import AuditEntry
from icpr.limits.models import Count
from tests.icpr.accounts.signing import errors, is_in, make_account, sign_in
from tests.icpr.accounts.test_sign_in import WRONG

pytestmark = pytest.mark.django_db
THERE = {"REMOTE_ADDR": "203.0.113.9"}


def wrong(client, times: int, name: str = "ada", **more) -> list[str]:
    return [errors(sign_in(client, name, "wrong-password", **more)) for _ in range(times)]


def test_works(client, hashed):
    make_account()
    assert wrong(client, 5) == [WRONG] * 5
    found = []
    assert hashed(lambda: found.append(sign_in(client))) == 0  # the sixth, although it is right
    assert found[0].status_code == 429
    assert "Try again in 15 minutes." in errors(found[0])
    assert not is_in(client)
    Count.objects.update(ends_at=1)
    sign_in(client)
    assert is_in(client)


def test_the_owner_elsewhere_is_not_locked_out(client):
    make_account()
    wrong(client, 20, **THERE)
    sign_in(client)
    assert is_in(client)


def test_a_right_password_forgives_slips(client):
    make_account()
    for _ in range(3):
        assert wrong(client, 4) == [WRONG] * 4
        sign_in(client)
        assert is_in(client)
        client.post("/accounts/logout/")


def test_an_unknown_name_is_slowed_alike(client):
    assert wrong(client, 6, "nobody")[4:] == [WRONG, "There were too many wrong tries. Try again in 15 minutes."]


def test_other_writings_of_a_name_are_the_same_name(client):
    make_account()
    for name in ("ada", "ADA", " Ada", "ＡＤＡ", "aDa"):
        assert wrong(client, 1, name) == [WRONG]
    assert "too many" in wrong(client, 1, "adA")[0]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP"])
def test_a_forged_address_does_not_help(client, header):
    make_account()
    said = [
        errors(sign_in(client, "ada", "wrong-password", headers={header: f"198.51.100.{number}"}))
        for number in range(7)
    ]
    assert said[4:] == [WRONG] + ["There were too many wrong tries. Try again in 15 minutes."] * 2


def test_one_network_has_a_generous_limit_of_its_own(client, settings, hashed):
    for number in range(100):
        assert wrong(client, 1, f"name{number}") == [WRONG]
    make_account()
    assert hashed(lambda: sign_in(client)) == 0
    sign_in(client, **THERE)
    assert is_in(client)


@pytest.mark.slow
def test_ten_thousand_tries_leave_few_rows_and_no_line_in_the_log(client, hashed, caplog):
    """A thousand of them here; what is written stops growing long before."""
    make_account()
    for number in range(1_000):
        sign_in(client, f"name{number % 300}", "wrong-password")
    assert Count.objects.count() <= 110
    assert AuditEntry.objects.filter(event="refused").count() <= 100
    assert caplog.text == ""


def test_asking_again_and_changing_the_password_have_the_same_brakes(client):
    make_account()
    sign_in(client)
    for _ in range(5):
        answer = client.post("/accounts/reauthenticate/", {"password": "wrong-password"})
        assert "The password is not right." in errors(answer)
    new = {"password1": "another-passphrase", "password2": "another-passphrase"}
    answer = client.post("/accounts/password/change/", {"oldpassword": "a-long-enough-passphrase"} | new)
    assert "too many" in errors(answer)
    assert "too many" in errors(sign_in(Client()))


def test_the_admin_changes_passwords_in_that_one_place(client):
    make_account(is_superuser=True)
    sign_in(client)
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    assert client.post("/admin/password_change/", {"old_password": "x"})["Location"] == "/accounts/password/change/"
