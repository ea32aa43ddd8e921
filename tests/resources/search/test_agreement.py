"""The first three answers are the same on both databases: each run compares its own with the one file of them."""

import json

import pytest

from tests.relevance.asking import answers, load
from tests.relevance.rated import FIRST_THREE, TUNE, first_three, queries

RENEW = (
    "If the order was changed on purpose, look at what changed and run "
    "`make relevance ARGS=--write-first-three`, which renews first_three.json when both databases agree."
)


@pytest.mark.django_db
def test_works():
    load()
    expected = json.loads(FIRST_THREE.read_text())
    found = first_three(answers(queries(TUNE)))
    other = {text: (expected.get(text), numbers) for text, numbers in found.items() if numbers != expected.get(text)}
    assert not other, RENEW


def test_enough_queries_are_compared():
    assert len(json.loads(FIRST_THREE.read_text())) >= 60
