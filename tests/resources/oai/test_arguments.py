"""What is wrong with a request is told as the protocol has it, with status 200, whatever is sent."""

import pytest

from tests.factories import make_resource
from tests.resources.oai.asking import OAI, asked, error

pytestmark = pytest.mark.django_db

LIST = "verb=ListRecords&metadataPrefix=oai_dc"
NAME = "oai:library.test:ICPR-000001"
WRONG = {
    "badVerb": [
        "",
        "verb=",
        "verb=listrecords",
        "verb=Identify&verb=Identify",
        "verb=Identify&verb=ListSets",
        "verb=%00",
        "verb=%ff",
        "VERB=Identify",
    ],
    "badArgument": [
        "verb=Identify&identifier=x",
        "verb=Identify&resumptionToken=x",
        "verb=ListRecords",
        "verb=ListRecords&metadataPrefix=",
        "verb=ListRecords&metadataPrefix=a%20b",
        f"{LIST}&metadataPrefix=mods",
        f"{LIST}&from=2020-01-01&from=2020-01-01",
        f"{LIST}&resumptionToken=x",
        f"{LIST}&nothing=1",
        f"{LIST}&from=2020-01-01&until=2020-01-02T00:00:00Z",
        f"{LIST}&from=2021-01-01&until=2020-01-01",
        f"{LIST}&from=2020-13-01",
        f"{LIST}&from=2020-02-30",
        f"{LIST}&from=2020-1-1",
        f"{LIST}&from=2020-01-01T00:00:00",
        f"{LIST}&from=2020-01-01T00:00Z",
        f"{LIST}&from=2020-01-01T24:00:00Z",
        f"{LIST}&from=2020-01-01T00:00:00.000Z",
        f"{LIST}&from=2020-01-01T00:00:00%2B00:00",
        f"{LIST}&from=0000-01-01",
        f"{LIST}&from=%D9%A2%D9%A0%D9%A2%D9%A0-01-01",
        f"{LIST}&until=tomorrow",
        f"{LIST}&set=",
        f"{LIST}&set=pillar:",
        f"{LIST}&set=a%00b",
        f"{LIST}&set=%ff",
        "verb=GetRecord",
        f"verb=GetRecord&identifier={NAME}",
        "verb=GetRecord&metadataPrefix=oai_dc",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=a%00b",
        "verb=ListMetadataFormats&set=x",
        "verb=ListSets&resumptionToken=a&resumptionToken=b",
    ],
    "cannotDisseminateFormat": [
        "verb=ListRecords&metadataPrefix=marc21",
        "verb=ListIdentifiers&metadataPrefix=OAI_DC",
        f"verb=GetRecord&metadataPrefix=marc21&identifier={NAME}",
    ],
    "idDoesNotExist": [
        f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}"
        for identifier in (
            "ICPR-000001",
            "oai:library.test:ICPR-1",
            "oai:library.test:ICPR-0000001",
            "oai:library.test:ICPR-999999999",
            "oai:library.test:ICPR-99999999999999999999",
            "oai:elsewhere.test:ICPR-000001",
            "oai:library.test:icpr-000001",
            "oai:library.test:ICPR-",
            "'%20OR%201=1--",
            "%3Cscript%3E",
        )
    ],
    "noRecordsMatch": [
        f"{LIST}&from=9999-12-31",
        f"{LIST}&from=9999-12-31T23:59:59Z&until=9999-12-31T23:59:59Z",
        f"{LIST}&until=0001-01-01",
        f"{LIST}&set=nothing",
    ],
    "badResumptionToken": [f"verb={verb}&resumptionToken=x" for verb in ("ListRecords", "ListIdentifiers", "ListSets")],
}
# Not URL-safe as an identifier, so no identifier at all
WRONG["badArgument"].append(WRONG["idDoesNotExist"].pop(8))


@pytest.mark.parametrize("code", WRONG)
def test_works(client, code):
    make_resource(number=1)
    for query in WRONG[code]:
        answer = asked(client.get(f"/oai?{query}"))
        assert error(answer) == code, query
        assert len(answer) == 3  # responseDate, request, error
        assert (answer.find(f"{OAI}error").text or "").endswith("."), query
        told = answer.find(f"{OAI}request")
        assert told.text == "https://library.test/oai"
        assert bool(told.attrib) == (code not in {"badVerb", "badArgument"}), query
        posted = client.post("/oai", query, content_type="application/x-www-form-urlencoded")
        assert error(asked(posted)) == code, query


def test_the_end_of_the_calendar(client):
    make_resource()
    for until in ("9999-12-31", "9999-12-31T23:59:59Z"):
        assert error(asked(client.get(f"/oai?{LIST}&until={until}"))) == "", until


def test_a_body_of_another_kind_is_no_form(client):
    for content_type in ("application/json", "text/xml", ""):
        assert error(asked(client.post("/oai", '{"verb": "Identify"}', content_type=content_type))) == "badVerb"
