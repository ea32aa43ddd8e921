"""The share address that a private page shows again: sealed with the private one, as it is now and as it was before."""

import pytest

from icpr.lib import tokens
from pillars.models import Plan
from pillars.plans import share_tokens
from tests.factories import make_plan
from tests.pillars.plans.conftest import nonce, share

# A row as it was written until November 2026.
SHARE, EDIT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM"
FORMER = "4ccf257e54e3d050391e9077ab61fa41cd549276516df495bb790371da0073cf"


def unseal(sealed: str, edit_token: str = EDIT) -> str | None:
    return share_tokens.unseal(sealed, tokens.hash_of(SHARE), edit_token)


def test_works():
    sealed = share_tokens.seal(SHARE, EDIT)
    assert SHARE not in sealed
    assert unseal(sealed) == SHARE
    assert unseal(sealed, tokens.new_token()) is None


def test_what_was_sealed_before_is_read():
    assert unseal(FORMER) == SHARE
    assert unseal(FORMER, tokens.new_token()) is None


@pytest.fixture
def former(db) -> Plan:
    fields = {"edit_hash": tokens.hash_of(EDIT), "share_hash": tokens.hash_of(SHARE), "share_sealed": FORMER}
    plan = make_plan()
    Plan.objects.filter(pk=plan.pk).update(**fields)
    return plan


def test_the_addresses_of_a_plan_made_before_go_on_working(visitor, former):
    page = visitor.get(f"/plan/{EDIT}/addresses/")
    assert f"/plan/shared/{SHARE}/" in page
    visitor.get(f"/plan/shared/{SHARE}/")
    answer = visitor.client.post(f"/plan/{EDIT}/addresses/renew/", {"nonce": nonce(page)})
    assert f"/plan/shared/{SHARE}/" in visitor.get(answer["Location"])
    visitor.get(f"/plan/shared/{SHARE}/")
    visitor.get(f"/plan/{EDIT}/", 404)


def test_a_share_address_that_cannot_be_shown_can_be_replaced(visitor, former):
    """As after a row was written by hand: the page says nothing wrong, and never fails."""
    Plan.objects.update(share_sealed="x" * 64)
    assert "Create a read-only link" in visitor.get(f"/plan/{EDIT}/addresses/")
    visitor.get(f"/plan/shared/{SHARE}/")
    assert share(visitor, f"/plan/{EDIT}/") != f"/plan/shared/{SHARE}/"
    visitor.get(f"/plan/shared/{SHARE}/", 404)
