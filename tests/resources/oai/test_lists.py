"""Lists by time, set and token: nothing is lost and nothing comes twice while the library changes."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.utils import timezone

from pillars.models import Pillar
from resources import changes
from resources.models import Kind, RecordClock, Resource
from resources.oai import records
from resources.oai.resumption import SALT
from tests.factories import make_focus_area, make_many, make_pillar, make_resource, make_topic
from tests.resources.oai.asking import OAI, ask, deleted, error, numbers, pages, texts, token

pytestmark = pytest.mark.django_db

RECORDS = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
SOON = 300  # milliseconds
HEADERS = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}


def stamp_of(record: Resource) -> datetime:
    return RecordClock.objects.at(timezone.now()).get(number=record.number).stamp


def second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_works(client):
    made = make_many(2 * records.PAGE + 5, kind="report")
    answers = list(pages(client, **HEADERS))
    assert [len(numbers(answer)) for answer in answers] == [records.PAGE, records.PAGE, 5]
    assert sorted(number for answer in answers for number in numbers(answer)) == [record.number for record in made]
    told = [answer.find(f".//{OAI}resumptionToken") for answer in answers]
    assert [(each.get("cursor"), each.get("completeListSize")) for each in told] == [
        ("0", "205"),
        ("100", "205"),
        ("200", "205"),
    ]
    assert [bool(each.text) for each in told] == [True, True, False]
    assert [bool(each.get("expirationDate")) for each in told] == [True, True, False]


def test_a_list_of_one_page_has_no_token(client):
    make_many(records.PAGE, kind="report")
    assert ask(client, **RECORDS).find(f".//{OAI}resumptionToken") is None


def test_from_and_until_are_inclusive_to_the_second(client):
    record = make_resource()
    at = stamp_of(record)
    before, after = second(at - timedelta(seconds=1)), second(at + timedelta(seconds=1))
    inside = second(at)
    assert texts(ask(client, **HEADERS), "datestamp") == [inside]
    for span in ({"from_": inside}, {"until": inside}, {"from_": inside, "until": inside}):
        assert numbers(ask(client, **HEADERS, **span)) == [record.number], span
    for span in ({"from_": after}, {"until": before}):
        assert error(ask(client, **HEADERS, **span)) == "noRecordsMatch", span
    day = inside[:10]
    assert numbers(ask(client, **HEADERS, from_=day, until=day)) == [record.number]
    assert error(ask(client, **HEADERS, until=second(at - timedelta(days=1))[:10])) == "noRecordsMatch"


def test_a_change_the_clock_makes_has_its_date(client):
    moment = timezone.now() - timedelta(seconds=3)
    record = make_resource(publish_at=moment - timedelta(days=1))
    Resource.objects.filter(pk=record.pk).update(expire_at=moment)
    RecordClock.objects.filter(number=record.number).update(written_at=moment - timedelta(hours=1))
    answer = ask(client, **HEADERS, from_=second(moment))
    assert (deleted(answer), texts(answer, "datestamp")) == ([record.number], [second(moment)])


def harvested(client, spec: str) -> set[int]:
    return {number for answer in pages(client, **HEADERS, set_=spec) for number in numbers(answer)}


def test_a_set_goes_on_under_its_former_name(client):
    pillar = make_pillar(name="Policy")
    record, erased = make_resource(pillars=[pillar]), make_resource(pillars=[pillar])
    number = erased.number
    erased.delete()
    pillar = Pillar.objects.get(pk=pillar.pk)
    pillar.slug = "policy-and-oversight"
    pillar.save()
    for spec in ("pillar:policy", "pillar:policy-and-oversight"):
        assert harvested(client, spec) == {record.number, number}, spec
    [present] = [spec for spec in texts(ask(client, verb="ListSets"), "setSpec") if spec.startswith("pillar:")]
    assert present == "pillar:policy-and-oversight"


def test_no_such_set(client):
    make_resource(topics=[make_topic()], focus_areas=[make_focus_area()])
    for spec in ("pillar:none", "kind:none", "tag:cameras", "none", "pillar:a:b"):
        assert error(ask(client, **HEADERS, set_=spec)) == "noRecordsMatch", spec


def test_a_list_goes_on_when_all_that_was_left_has_changed(client):
    """What an empty page would break: harvesters take an error for the end of the harvest, the schema allows no empty
    list, and a record that came before would come twice."""
    make_many(records.PAGE + 1, kind="report")
    first = ask(client, **RECORDS)
    [left] = Resource.objects.exclude(number__in=numbers(first))
    left.withdraw("It was wrong.")
    last = ask(client, verb="ListRecords", resumptionToken=token(first))
    assert (numbers(last), deleted(last), token(last)) == ([left.number], [left.number], "")


@pytest.mark.parametrize("seed", [1, 2])
def test_harvests_while_the_library_changes(client, seed):
    """A harvester that asks each time for what changed from the date of its last harvest's first answer on has, in the
    end, what is public; and no list names a record twice."""
    chance = random.Random(seed)
    pillar = make_pillar()
    make_many(records.PAGE + 60, kind="report")
    held: dict[int, str] = {}
    since = {}
    for _ in range(4):
        seen: list[int] = []
        dates = set()
        for answer in pages(client, **RECORDS, **since):
            dates.add(answer.findtext(f"{OAI}responseDate"))
            seen += numbers(answer)
            take(answer, held)
            for _ in range(5):
                change(chance, pillar)
        assert len(seen) == len(set(seen))
        [date] = dates  # the same for all pages: whichever a harvester keeps, it misses nothing
        since = {"from_": as_of(date)}
    time.sleep(2 * SOON / 1_000)  # what was to appear or to go has done so
    for answer in pages(client, **RECORDS, **since):
        take(answer, held)
    assert held == {record.number: record.title for record in Resource.objects.published()}


def as_of(date: str) -> str:
    """The moment up to which an answer tells of every change; nobody writes here but the test."""
    back = changes.LONGEST_TRANSACTION if connection.vendor == "sqlite" else timedelta()
    return second(datetime.fromisoformat(date) + back)


def take(answer, held: dict[int, str]) -> None:
    for record in answer.iter(f"{OAI}record"):
        [number] = numbers(record)
        if deleted(record):
            held.pop(number, None)
        else:
            held[number] = record.findtext(".//{http://purl.org/dc/elements/1.1/}title")


def change(chance: random.Random, pillar: Pillar) -> None:
    now = timezone.now()
    record = Resource.objects.get(pk=chance.choice(Resource.objects.published().values_list("pk", flat=True)))
    match chance.choice(["publish", "schedule", "edit", "rename", "withdraw", "put back", "expire", "delete", "tag"]):
        case "publish":
            make_resource(kind=chance.choice(Kind.values))
        case "schedule":
            make_resource(publish_at=now + timedelta(milliseconds=chance.randrange(SOON)))
        case "edit":
            record.title = f"{record.title}!"
            record.save()
        case "rename":
            record.slug = f"renamed-{record.number}-{chance.randrange(10**6)}"
            record.save()
        case "withdraw":
            record.withdraw("It was wrong.")
        case "put back":
            gone = Resource.objects.withdrawn().first()
            if gone is not None:
                gone.status, gone.withdrawn_reason, gone.withdrawn_at = record.status, "", None
                gone.save()
        case "expire":
            record.expire_at = now + timedelta(milliseconds=chance.randrange(SOON))
            record.save()
        case "delete":
            record.delete()
        case "tag":
            record.pillars.add(pillar)


def test_a_token_is_of_its_verb_and_of_a_day(client):
    make_many(records.PAGE + 1, kind="report")
    sent = token(ask(client, **RECORDS))
    assert error(ask(client, verb="ListIdentifiers", resumptionToken=sent)) == "badResumptionToken"
    for wrong in (sent[:-1], sent + "x", "", "é\x00", signing.dumps([1], salt=SALT), signing.dumps([1])):
        assert error(ask(client, verb="ListRecords", resumptionToken=wrong)) == "badResumptionToken", wrong
    assert error(ask(client, verb="ListSets", resumptionToken=sent)) == "badResumptionToken"
    old = f"{sent.rpartition(':')[0].rpartition(':')[0]}:{signing.b62_encode(1)}"
    signed = signing.TimestampSigner(salt=SALT)
    expired = f"{old}:{signed.signature(old)}"
    assert error(ask(client, verb="ListRecords", resumptionToken=expired)) == "badResumptionToken"


def test_a_token_outlives_a_change_of_the_secret(client, settings):
    make_many(records.PAGE + 1, kind="report")
    sent = token(ask(client, **RECORDS))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert len(numbers(ask(client, verb="ListRecords", resumptionToken=sent))) == 1
