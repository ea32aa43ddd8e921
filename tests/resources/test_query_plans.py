"""No answer reads a table of records row by row: of a million records that would take seconds."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from icpr import sitemaps
from icpr.admin import large_lists
from resources import changes, edition
from resources.catalogue import history
from resources.desk import reading
from resources.desk.queues import QUEUES
from resources.models import ChangeNote, RecordClock, Resource, record_clock
from resources.oai import records
from resources.oai.resumption import Request
from tests.factories import make_many, make_pillar, make_resource
from tests.query_plans import read_whole
from tests.resources.oai.asking import ask, numbers, token
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db
# Of everything else there are hundreds.
LARGE = {
    *("resources_resource", "resources_author", "resources_document", "resources_taggedresource"),
    *("resources_recordclock", "resources_searchtext", "resources_documentpage"),
    *(f"resources_resource_{name}" for name in ("audiences", "focus_areas", "pillars", "publishers", "topics")),
}
PAGES = (
    "/resources/?access=open",
    "/resources/?q=guide",
    "/resources/?sort=title",
    "/",
    "/pillars/trust/",
    "/model-policies/",
    "/whats-new/",
    "/resources.atom?access=open",
    "/api/v1/resources?access=open",
    "/sitemap-resources-1.xml",
    "/suggest?q=gui",
)


RECORDS = "/admin/resources/resource/"
PICKER = "/admin/autocomplete/?app_label=resources&model_name=resource&field_name=superseded_by&term="
OF_STAFF = (
    *(
        f"{RECORDS}?{asked}"
        for asked in ("p=2", "q=guide", "q=guide+2", "q=nothing", "o=2", "o=-6", "kind__exact=report")
    ),
    *(f"{RECORDS}?{asked}" for asked in ("access__exact=open", "state=public", "tag=youth")),
    *(f"{RECORDS}?{asked}" for asked in ("pillars__id__exact=1", "pillars__isnull=True")),
    *(f"{RECORDS}?{asked}" for asked in ("issued_on__year=2016", "issued_on__year=2016&issued_on__month=3")),
    *(f"{RECORDS}?care={asked}" for asked in ("date", "link", "brief", "gone", "review", "papers", "text")),
    *(f"{RECORDS}?review={asked}" for asked in ("mine", "assigned", "due", "comments", "proposed", "returned")),
    *(f"{RECORDS}?desk={name}" for name in QUEUES),
    *("/admin/", "/admin/desk/figures/", PICKER, f"{PICKER}gui", "/admin/resources/tag/", "/admin/pillars/pillar/"),
)


def harvest(since=None) -> Request:
    return Request("ListRecords", "oai_dc", "", since, None, timezone.now())


def test_a_table_that_is_read_whole_is_found():
    make_resource()
    with read_whole() as tables:
        list(Resource.objects.filter(annotation="x").order_by())
    assert tables == {"resources_resource"}


@pytest.mark.parametrize("address", PAGES)
def test_of_a_page(client, address):
    pillar = make_pillar(name="Trust")
    for number in range(3):
        make_resource(title=f"A guide {number}", access="open").pillars.add(pillar)
    assert client.get(address).status_code == 200
    edition.current()  # what is made once after a change may read all
    with read_whole() as tables:
        assert client.get(address + ("&" if "?" in address else "?") + "x=1").status_code == 200
    assert not tables & LARGE


@pytest.mark.parametrize("most", [large_lists.MOST, 1])
def test_of_pages_of_staff(monkeypatch, most):
    """Of a large library; walking along an order by an index is no reading row by row."""
    monkeypatch.setattr(large_lists, "LARGE", 1)
    monkeypatch.setattr(large_lists, "MOST", most)
    monkeypatch.setattr("resources.admin.resources.ResourceAdmin.list_per_page", 1)
    pillar, root = make_pillar(name="Trust"), staff()
    for number in range(3):
        record = make_resource(title=f"A guide {number}", access="open", tags=["Youth"], issued=date(2016, 3, 1))
        record.pillars.add(pillar)
    reading.count(timezone.now())
    root.get("/admin/desk/figures/")
    for address in OF_STAFF:
        with read_whole() as tables:
            assert root.get(address).status_code == 200, address
        assert not tables & (LARGE - {"resources_document"} if "desk=no-link" in address else LARGE), address


def test_of_a_record(client):
    record = make_resource(title="A guide")
    client.get(record.get_absolute_url())
    with read_whole() as tables:
        client.get(record.get_absolute_url() + "?x=1")
    assert not tables & LARGE


def test_of_the_address_of_a_new_record():
    """Which each of 50,000 lines of a file asks for. A beginning is found by no index of SQLite, though one is read."""
    taken = make_resource(title="A guide")
    with CaptureQueriesContext(connection) as asked:
        assert make_resource(title="A guide").slug == f"{taken.slug}-{taken.number + 1}"
    assert [each["sql"] for each in asked if '"resources_resource"."slug" = ' in each["sql"]]
    assert not [each["sql"] for each in asked if '"slug" LIKE' in each["sql"]]


def test_when_the_clock_next_changes_something():
    make_resource(publish_at=timezone.now() + timedelta(days=1))
    with read_whole() as tables:
        assert edition.next_change(timezone.now()) is not None
    assert not tables & LARGE


@pytest.mark.parametrize("since", [None, timedelta(hours=1)])
def test_a_page_of_a_harvest(client, since):
    make_many(3, kind="report")
    now = timezone.now()
    with read_whole() as tables:
        assert len(records.page(harvest(since and now - since), now).rows) == 3
    assert not tables & LARGE - {"resources_recordclock"} if since is None else not tables & LARGE


def test_a_harvest_goes_on_by_number(client):
    make_many(2 * records.PAGE + 3, kind="report")
    first = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
    second = ask(client, verb="ListRecords", resumptionToken=token(first))
    third = ask(client, verb="ListRecords", resumptionToken=token(second))
    told = [*numbers(first), *numbers(second), *numbers(third)]
    assert len(told) == 2 * records.PAGE + 3
    assert all(before < after for before, after in pairwise(told))


def test_a_harvest_tells_how_long_it_is():
    make_many(4, kind="report")
    last = make_resource()
    late = Request(
        "ListRecords", "oai_dc", "", None, RecordClock.objects.get(pk=last.number).written_at, timezone.now()
    )
    for asked in (harvest(), late):
        assert records.size(asked, timezone.now()) == records.matching(asked, timezone.now()).count()


def test_what_may_have_changed_holds_all_that_did(monkeypatch):
    now = timezone.now()
    make_resource()
    newer = make_resource(publish_at=now + timedelta(hours=1))
    replaced = make_resource(superseded_by=newer)
    ended = make_resource(expire_at=now + timedelta(hours=1))
    changed = RecordClock.objects.at(now + timedelta(hours=2)).filter(stamp__gte=now + timedelta(minutes=30))
    assert {row.number for row in changed} == {newer.number, replaced.number, ended.number}
    narrowed = changed.changed_by(now + timedelta(minutes=30))
    assert {row.number for row in narrowed} == {newer.number, replaced.number, ended.number}
    assert record_clock.FEW >= 4, "so that few were looked up"
    monkeypatch.setattr(record_clock, "FEW", 2)
    assert str(changed.changed_by(now + timedelta(minutes=30)).query) == str(changed.query), (
        "of many all are worked out"
    )


@pytest.mark.parametrize("is_further", [False, True])
def test_what_changed_since_a_moment(is_further):
    now = timezone.now()
    told, record = make_resource(), make_resource()
    ChangeNote.objects.tell(told, ChangeNote.What.CHANGE, "A table was corrected.")
    later = now + timedelta(hours=1)
    behind = (now, 0) if is_further else None
    with read_whole() as tables:
        found = changes.between(now - timedelta(hours=1), later, 20, behind=behind)
    assert {change.number for change in found} == {told.permanent_number, record.permanent_number}
    assert not tables & LARGE


def test_the_span_of_a_sitemap_has_the_latest_change_of_any(django_assert_num_queries, monkeypatch):
    now = timezone.now()
    newer = make_resource(number=9_000, publish_at=now - timedelta(hours=1))
    make_resource(number=12_000, publish_at=now - timedelta(days=3))
    replaced = make_resource(number=3, superseded_by=newer, publish_at=now - timedelta(days=3))
    make_resource(number=20_000, published=False)
    make_resource(number=30_000, publish_at=now + timedelta(hours=1))
    RecordClock.objects.update(written_at=now - timedelta(days=8))
    with django_assert_num_queries(3):
        found = sitemaps.spans(now)
    every = {row.number: row.changed_at for row in Resource.objects.published(now).with_clock(now)}
    assert list(found) == [1, 2, 3]
    assert found == {1: every[replaced.number], 2: every[9_000], 3: every[12_000]}
    assert every[replaced.number] == newer.publish_at
    monkeypatch.setattr(sitemaps, "SPANS_TOGETHER", 2)
    assert list(sitemaps.spans(now).items()) == list(found.items())
    make_resource(number=2_000_000_000)
    far = sitemaps.spans(now)
    assert far.pop(400_000)
    assert far == found


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite merges ordered parts by itself")
def test_no_sort_of_event_is_read_to_its_end(client, django_assert_num_queries):
    make_resource()
    with django_assert_num_queries(1) as asked:
        history.rows(history.What.ALL, None, timezone.now())
    sql = asked[0]["sql"]
    assert sql.count("LIMIT") >= sql.count("UNION ALL") + 2  # of each part, and of all
