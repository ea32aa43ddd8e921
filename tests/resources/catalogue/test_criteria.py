"""What was asked, and the addresses that say so."""

from dataclasses import replace

import pytest

from resources.catalogue.criteria import TITLE, Criteria
from resources.catalogue.facets import FACETS

ASKED = {
    "nothing": Criteria(),
    "a value": Criteria(values={"pillar": ("trust",)}),
    "much": Criteria("use of force", {"kind": ("guide", "report"), "tag": ("youth",)}, 2015, 2016, TITLE),
    "words like an address": Criteria("since=0&until=0 {} pillar={} %7B%7D", {"topic": ("use-of-force",)}, until=2015),
    "no known date": Criteria(values={"kind": ("guide",)}, undated=True),
}


@pytest.mark.parametrize("criteria", ASKED.values(), ids=ASKED)
def test_works(criteria):
    for facet in FACETS:
        only = criteria.with_only(facet.name, "a-value").query_string()
        assert criteria.pattern(facet.name).format("a-value") == only


@pytest.mark.parametrize("criteria", ASKED.values(), ids=ASKED)
def test_an_address_for_each_year(criteria):
    assert (
        criteria.year_pattern.format(1999, 1999)
        == replace(criteria, since=1999, until=1999, undated=False).query_string()
    )
