"""Addresses that are older than the sites they name."""

import pytest

from resources.models.addresses import is_older


@pytest.mark.parametrize(
    "address",
    [
        "http://www.theiacp.org/ViewResult?SearchID=2678",
        "http://ncef.org/content/school-resource-officers",
        "https://www.iacp.org/Ethics",
        "https://www.ncjrs.gov/App/Publications/Abstract.aspx?ID=261670",
        "https://valorhealthduringprotests.policefoundation.org/",
        "https://cops.usdoj.gov/Default.asp?Item=2722",
        "https://cops.usdoj.gov/pdf/taskforce/taskforce_finalreport.pdf",
    ],
)
def test_works(address):
    assert is_older(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.theiacp.org/resources/policy-center-topic-directory",
        "https://cops.usdoj.gov/thebeat",
        "https://ojp.gov/ncjrs/virtual-library/abstracts/response-victims-crime",
        "https://example.org/?from=http://iacp.org/",
        "https://not-iacp.org/",
    ],
)
def test_a_present_one_is_not(address):
    assert not is_older(address)
