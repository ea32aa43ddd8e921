"""The sets of the opening catalogue hold what the lists of the site hold."""

import pytest

from resources.catalogue import listing
from resources.models import Resource
from tests.resources.oai.asking import ask, numbers, pages, texts

pytestmark = pytest.mark.django_db


def harvested(client, spec: str) -> set[int]:
    found = pages(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set_=spec)
    return {number for answer in found for number in numbers(answer)}


def listed(facet: str, value: str) -> set[int]:
    ids = listing.of_value("/", facet, value).ids()
    return set(Resource.objects.filter(pk__in=ids).values_list("number", flat=True))


def test_works(client, opening):
    told = [spec for spec in texts(ask(client, verb="ListSets"), "setSpec") if ":" in spec]
    assert {spec.partition(":")[0] for spec in told} == {"pillar", "focus", "topic", "kind"}
    for spec in told[::3]:
        facet, _, key = spec.partition(":")
        assert harvested(client, spec) == listed(facet, key), spec
    whole = set(Resource.objects.published().values_list("number", flat=True))
    assert harvested(client, "kind") == harvested(client, "pillar") == whole
