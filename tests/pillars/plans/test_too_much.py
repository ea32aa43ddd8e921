"""What one network can write into plans is bounded, so that nobody can fill the disk."""

import re
from dataclasses import replace

import pytest

from pillars.models import Change, Entry, Plan
from pillars.plans.kind import PLANS
from tests.pillars.plans.conftest import nonce, share, version


@pytest.fixture
def little(monkeypatch):
    monkeypatch.setattr(PLANS.limits, "written", replace(PLANS.limits.written, most=3_000))


def send(visitor, address: str, **fields):
    page = visitor.get(address)
    return visitor.client.post(address, {"nonce": nonce(page), **version(page)} | fields)


def test_works(plan, visitor, little):
    entry = f"{plan}items/1.1/"
    assert send(visitor, entry, status="planned", note="Short.").status_code == 302
    changes = Change.objects.count()
    refused = send(visitor, entry, status="planned", note="Long. " * 600)
    assert refused.status_code == 429
    assert "in this hour" in refused.content.decode()
    assert Entry.objects.get(item__number="1.1").note == "Short."
    assert Change.objects.count() == changes
    assert send(visitor, entry, status="planned", note="Shorter.").status_code == 302


def test_the_form_of_all_items_counts_as_what_it_writes(plan, visitor, monkeypatch):
    monkeypatch.setattr(PLANS.limits, "written", replace(PLANS.limits.written, most=100))
    page = visitor.get(f"{plan}edit/")
    began = re.search(r'name="began" value="([^"]+)"', page)[1]
    numbers = [row.partition(":")[0] for row in began.split()]
    typed = {f"{number}-{name}": value for number in numbers for name, value in (("owner", "Ann"), ("due_on", ""))}
    typed |= {f"{number}-status": "planned" for number in numbers}
    refused = visitor.client.post(f"{plan}edit/", {"nonce": nonce(page), "began": began} | typed)
    assert refused.status_code == 429
    assert not Entry.objects.exclude(owner="").exists()


def test_another_network_may_go_on(plan, visitor, little):
    entry = f"{plan}items/1.1/"
    visitor.client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert send(visitor, entry, status="planned", note="Word. " * 100).status_code == 302
    assert send(visitor, entry, status="planned", note="Words. " * 300).status_code == 429
    visitor.client.defaults["REMOTE_ADDR"] = "203.0.113.8"
    assert send(visitor, entry, status="planned", note="Words. " * 100).status_code == 302


def test_a_copy_counts_as_what_it_writes(plan, visitor, monkeypatch):
    shared = share(visitor, plan)
    monkeypatch.setattr(PLANS.limits, "written", replace(PLANS.limits.written, most=100))
    page = visitor.get(shared)
    answer = visitor.client.post(f"{shared}copy/", {"nonce": nonce(page)})
    assert answer.status_code == 429
    assert not Plan.objects.get(edit_hash__isnull=False, entries=None).changes.exists()
