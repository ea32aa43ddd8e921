"""The six verbs of OAI-PMH, in both metadata formats."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from resources.models import Kind, Resource
from resources.oai import records
from tests.factories import (
    make_author,
    make_document,
    make_focus_area,
    make_many,
    make_pillar,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)
from tests.resources.oai.asking import DC, MODS, OAI, ask, asked, deleted, error, numbers, texts

pytestmark = pytest.mark.django_db


def name_of(record: Resource) -> str:
    return f"oai:library.test:{record.permanent_number}"


def test_works(client, settings):
    settings.CONTACT_EMAIL = "library@example.org"
    record = make_resource(title="A guide")
    answer = ask(client, verb="Identify")
    told = {element.tag.removeprefix(OAI): element.text for element in answer.find(f"{OAI}Identify")}
    assert told | {"description": "", "earliestDatestamp": ""} == {
        "repositoryName": "ICPR Resource Library",
        "baseURL": "https://library.test/oai",
        "protocolVersion": "2.0",
        "adminEmail": "library@example.org",
        "earliestDatestamp": "",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
        "description": "",
    }
    [datestamp] = texts(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc"), "datestamp")
    assert told["earliestDatestamp"] == datestamp
    found = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=name_of(record))
    assert texts(found, "title", DC) == ["A guide"]


def test_an_address_of_staff_is_demanded_and_not_invented(client, settings):
    settings.CONTACT_EMAIL = ""
    assert texts(ask(client, verb="Identify"), "adminEmail") == ["postmaster@library.test"]


def test_a_library_without_a_name_in_the_world(client, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    make_resource()
    answer = ask(client, verb="Identify")
    assert answer.find(f"{OAI}Identify/{OAI}description") is None  # by its scheme a number is no repository
    assert texts(ask(client, verb="ListIdentifiers", metadataPrefix="mods"), "identifier")[0].startswith(
        "oai:127.0.0.1:ICPR-"
    )


def test_by_post_as_by_get(settings):
    make_resource()
    client = Client(enforce_csrf_checks=True)
    for verb in ("ListRecords&metadataPrefix=oai_dc", "ListSets", "Nothing"):
        arguments = dict(pair.split("=") for pair in f"verb={verb}".split("&"))
        read, posted = client.get("/oai", arguments), client.post("/oai", arguments)
        assert (posted.status_code, len(posted.content)) == (read.status_code, len(read.content))
    assert error(asked(client.post("/oai?verb=Identify"))) == "badVerb"  # the arguments are in the body
    assert not client.cookies


def test_nothing_is_kept_on_the_way(client):
    response = client.get("/oai?verb=Identify")
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


def test_the_formats(client):
    record = make_resource()
    for arguments in ({}, {"identifier": name_of(record)}):
        answer = ask(client, verb="ListMetadataFormats", **arguments)
        assert texts(answer, "metadataPrefix") == ["oai_dc", "mods"]
    assert error(ask(client, verb="ListMetadataFormats", identifier="oai:library.test:ICPR-999999")) == "idDoesNotExist"


def test_the_sets(client):
    make_pillar(name="Policy & Oversight"), make_focus_area(), make_topic(name="Use of Force")
    answer = ask(client, verb="ListSets")
    told = dict(zip(texts(answer, "setSpec"), texts(answer, "setName"), strict=True))
    assert told["pillar:policy-oversight"] == "Pillar: Policy & Oversight"
    assert told["topic:use-of-force"] == "Topic: Use of Force"
    assert told["kind:model-policy"] == "Kind: Model policy"
    assert {"pillar", "focus", "topic", "kind", "focus:focus-area-1"} <= told.keys()


def full_record() -> Resource:
    record = make_resource(
        title="Body-worn cameras\x0b & <trust>",
        kind=Kind.POLICE_CHIEF_ARTICLE,
        issued=2019,
        annotation="What they change.",
        publication="Police Chief",
        volume="86",
        issue="3",
        pages="12–15",
        access="members",
        official_url="https://publisher.example/article",
        address_evidence="own-page",
        rights_note="© The publisher",
        pillars=[make_pillar(name="Technology")],
        publishers=[make_publisher(name="IACP")],
        tags=[make_tag(name="cameras")],
        staff_note="Nobody knows this.",
    )
    make_author(resource=record, family_name="Peel", given_names="Robert")
    make_author(resource=record, organization="Task Force", position=2)
    make_document(resource=record, role="slides", url="https://publisher.example/slides.pdf", format="pdf")
    return record


def test_dublin_core(client):
    record = full_record()
    found = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=name_of(record))
    told = {}
    for element in found.iter(f"{DC}*"):
        told.setdefault(element.tag.removeprefix(DC), []).append(element.text)
    assert told == {
        "title": ["Body-worn cameras & <trust>"],
        "creator": ["Robert Peel", "Task Force"],
        "subject": ["Technology", "cameras"],
        "description": ["What they change."],
        "publisher": ["IACP"],
        "date": ["2019"],
        "type": ["Text", "Police Chief article"],
        "format": ["application/pdf"],
        "identifier": [f"https://library.test/r/{record.permanent_number}/", "https://publisher.example/article"],
        "source": ["Police Chief, vol. 86, no. 3, pp. 12–15"],
        "language": ["en"],
        "relation": ["https://publisher.example/slides.pdf"],
        "rights": ["Members only", "© The publisher"],
    }


def test_mods(client):
    record = full_record()
    record.issued_on, record.issued_precision = date(2019, 5, 1), "month"
    record.superseded_by = make_resource(title="The newer one")
    record.save()
    [found] = ask(client, verb="GetRecord", metadataPrefix="mods", identifier=name_of(record)).iter(f"{MODS}mods")

    def at(path: str) -> list[str]:
        return [element.text for element in found.findall("/".join(MODS + step for step in path.split("/")))]

    assert at("titleInfo/title") == ["Body-worn cameras & <trust>"]
    assert at("name/namePart") == ["Peel", "Robert", "Task Force"]
    assert [name.get("type") for name in found.findall(f"{MODS}name")] == ["personal", "corporate"]
    assert at("genre") == ["Police Chief article"]
    assert at("originInfo/publisher") == ["IACP"]
    assert at("originInfo/dateIssued") == ["2019-05"]
    assert at("relatedItem/titleInfo/title") == ["Police Chief", "The newer one"]
    assert at("relatedItem/part/detail/number") == ["86", "3"]
    assert at("relatedItem/part/extent/list") == ["12–15"]
    assert at("identifier") == [f"https://library.test/r/{record.permanent_number}/", record.permanent_number]
    assert at("location/url")[1:] == ["https://publisher.example/article", "https://publisher.example/slides.pdf"]
    assert at("accessCondition") == ["Members only", "© The publisher"]


def test_what_is_not_known_is_not_there(client):
    record = make_resource(title="Bare", annotation="")
    found = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=name_of(record))
    given = {element.tag.removeprefix(DC) for element in found.iter(f"{DC}*")}
    assert given == {"title", "type", "identifier", "language"}
    [mods] = ask(client, verb="GetRecord", metadataPrefix="mods", identifier=name_of(record)).iter(f"{MODS}mods")
    told = {element.tag.removeprefix(MODS) for element in mods}
    assert told == {"titleInfo", "typeOfResource", "genre", "language", "identifier", "location", "recordInfo"}


def test_what_is_gone_is_a_header_that_says_so(client):
    pillar = make_pillar(name="Policy")
    withdrawn, erased = (make_resource(pillars=[pillar]) for _ in range(2))
    ended = make_resource(expire_at=timezone.now() + timezone.timedelta(seconds=0.2), pillars=[pillar])
    draft = make_resource(published=False, pillars=[pillar])
    withdrawn.withdraw("It was wrong.")
    number = erased.number
    erased.delete()
    while ended.is_published():
        pass
    answer = ask(client, verb="ListRecords", metadataPrefix="oai_dc", set_="pillar:policy")
    assert sorted(deleted(answer)) == sorted(numbers(answer)) == sorted([withdrawn.number, number, ended.number])
    assert not list(answer.iter(f"{OAI}metadata"))
    assert set(texts(answer, "setSpec")) == {"pillar:policy", "kind:report"}
    found = ask(client, verb="GetRecord", metadataPrefix="mods", identifier=f"oai:library.test:ICPR-{number:06d}")
    assert deleted(found) == [number]
    missing = ask(client, verb="GetRecord", metadataPrefix="mods", identifier=name_of(draft))
    assert error(missing) == "idDoesNotExist"


def test_a_hundred_records_cost_what_two_do(client, django_assert_num_queries):
    settled = connection.vendor == "postgresql"  # one question more: who is writing

    def lists() -> None:
        with django_assert_num_queries(14 + settled):
            client.get("/oai?verb=ListRecords&metadataPrefix=mods")
        with django_assert_num_queries(5 + settled):
            client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")

    full_record(), make_resource(topics=[make_topic()], focus_areas=[make_focus_area()])
    lists()
    make_many(records.PAGE - 2, kind="report")
    lists()
