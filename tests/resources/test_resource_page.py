"""The page of one record, its former and its permanent address, and what stands there after a withdrawal."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resources.catalogue import facet_index
from resources.models import ChangeNote, Kind, PoliceChiefArticle, Resource
from tests.factories import (
    make_author,
    make_document,
    make_focus_area,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_topic,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def text(answer) -> str:
    return answer.content.decode()


def make_full(**fields):
    return make_resource(
        **{
            "title": "Crowd Management",
            "kind": "model-policy",
            "pillars": [make_pillar(name="Policy & Oversight")],
            "focus_areas": [make_focus_area(name="Leading practices")],
            "topics": [make_topic(name="Use of Force")],
            "publishers": [make_publisher(name="City Press")],
            "tags": ["crowd control"],
        }
        | fields
    )


def test_works(client):
    made = make_full(in_brief="Two sentences.", body="Some *words*.", issued=2019, access="members")
    make_author(resource=made, organization="International Association of Chiefs of Police")
    make_document(resource=made, role="considerations")
    page = text(client.get(made.get_absolute_url()))
    for part in (
        '<h1 class="title">Crowd Management</h1>',
        "About Crowd Management.",
        "Two sentences.",
        "<em>words</em>",
        "2019",
        "International Association of Chiefs of Police",
        "City Press",
        'href="/pillars/policy-oversight/"',
        'href="/focus-areas/leading-practices/"',
        'href="/topics/use-of-force/"',
        'href="/tags/crowd-control/"',
        f'href="{made.permanent_url}"',
        "This paper is not held here.",
        "Members only",
    ):
        assert part in page, part


def test_what_is_not_known_is_said(client):
    page = text(client.get(make_resource().get_absolute_url()))
    assert page.count("Not known") >= 3
    assert "No address of it is known to us" in page


def test_what_research_says_of_the_practice_it_is_about(client):
    cameras = make_practice(name="Body-worn cameras", directions=["no-effect", "mixed"])
    made = make_resource(practices=[cameras])
    page = text(client.get(made.get_absolute_url()))
    for part in (
        "What research says",
        "Of the practice it is about",
        'href="/practices/body-worn-cameras/"',
        "<strong>Mixed</strong>",
    ):
        assert part in page, part
    assert "What research says" not in text(client.get(make_resource().get_absolute_url()))
    assert made.title in text(client.get("/practices/body-worn-cameras/")), "and back"


@pytest.mark.parametrize(("evidence", "is_said"), [("own-page", True), ("library-record", False)])
def test_what_cannot_be_opened_is_not_said_to_be_open(client, evidence, is_said):
    made = make_resource(official_url="https://example.org/it", address_evidence=evidence, access="open")
    page = text(client.get(made.get_absolute_url()))
    line = page.partition('<p class="record__line">')[2].partition("</p>")[0]
    assert ("Open to all" in line) == is_said


def test_an_announcement_is_labelled(client):
    made = make_resource(official_url="https://example.org/news", address_evidence="announcement")
    page = text(client.get(made.get_absolute_url()))
    assert 'href="https://example.org/news" rel="external">Read the announcement at example.org' in page
    assert "not the work itself" in page


def test_a_list_of_the_publisher_is_labelled(client):
    made = make_resource(
        kind="model-policy", official_url="https://example.org/directory", address_evidence="directory"
    )
    page = text(client.get(made.get_absolute_url()))
    assert "Look in the list at example.org" in page
    assert "We do not know which papers this policy has" in page
    make_document(resource=made)
    page = text(client.get(made.get_absolute_url()))
    assert page.count('href="https://example.org/directory"') == 1
    assert "We do not know which papers this policy has" not in page


def test_the_way_to_the_document_stands_before_all_else(client):
    made = make_full(official_url="https://example.org/it", address_evidence="own-page", in_brief="Two sentences.")
    make_document(resource=made)
    make_resource(title="Near", tags=["crowd control"])
    page = text(client.get(made.get_absolute_url()))
    main = page[page.index("<main") :]
    parts = [
        main.index(part) for part in ("</h1>", made.annotation, "Go to its page at example.org", made.permanent_url)
    ]
    parts += [main.index(f'id="{name}"') for name in ("in-brief", "papers", "related")] + [main.index("<aside")]
    assert parts == sorted(parts)
    links = re.findall(r"<(?:a|button|input|summary)[ >]", main[: main.index("data-print")])
    assert len(links) <= 12


def test_a_paper_at_the_publisher_is_said_once(client):
    made = make_full(official_url="https://example.org/it", address_evidence="own-page")
    for position, role in enumerate(("need-to-know", "considerations", "concepts-issues")):
        make_document(resource=made, role=role, position=position)
    page = text(client.get(made.get_absolute_url()))
    assert page.count('href="https://example.org/it"') == 1
    assert page.count("None of these papers is held here.") == 1
    for name in ("Need to Know", "Considerations", "Concepts &amp; Issues paper"):
        assert page.count(f"<h3>{name}</h3>") == 1


def test_each_link_that_leads_outside_can_be_reported(client):
    made = make_full(official_url="https://example.org/list", address_evidence="directory")
    paper = make_document(resource=made, url="https://papers.example/one")
    make_document(resource=made, role="considerations")
    page = text(client.get(made.get_absolute_url()))
    assert "Go to its page at papers.example" in page
    assert "Look in the list at example.org" in page
    reports = re.findall(r'href="(/[^"]+broken=1[^"]*)"', page)
    assert [report.partition("&amp;")[2] for report in reports] == [f"paper={paper.pk}", "", f"paper={paper.pk}"]


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        ([{"family_name": "Peel"}], "Peel · City Press"),
        ([{"family_name": name} for name in ("Peel", "Mayne", "Rowan", "Vollmer")], "Peel, Mayne, Rowan and 1 more"),
        ([{"organization": "City Press"}], "City Press"),
        ([], "City Press"),
    ],
)
def test_who_wrote_it_is_said_with_who_issued_it(client, authors, said):
    made = make_full()
    for position, names in enumerate(authors):
        make_author(resource=made, position=position, **names)
    line = re.search(r'<p class="record__line">(.*?)</p>', text(client.get(made.get_absolute_url())), re.DOTALL)[1]
    parts = [" ".join(part.split()) for part in re.findall(r">([^<]+)</span>", line)]
    assert " · ".join(parts).startswith(said)


@pytest.mark.slow
def test_every_record_says_first_how_to_get_the_document(client, catalogue):
    for found in Resource.objects.published().exclude(kind=Kind.COLLECTION).with_availability():
        page = text(client.get(found.get_absolute_url()))
        main = page[page.index("<main") :]
        first = main.index(f'class="get get--{found.availability.value}"')
        assert found.availability.meaning in main, found
        later = [main.find(part) for part in ('id="papers"', 'id="related"', 'id="in-brief"', "<aside")]
        assert all(first < place for place in later if place >= 0), found


def test_an_older_address_is_marked(client):
    older = make_resource(official_url="http://www.theiacp.org/PROP", address_evidence="own-page")
    present = make_resource(official_url="https://www.theiacp.org/resources/trust", address_evidence="own-page")
    assert "it may have moved" in text(client.get(older.get_absolute_url()))
    assert "it may have moved" not in text(client.get(present.get_absolute_url()))


def test_a_pinned_number_of_queries_that_rows_do_not_move(client):
    def queries() -> int:
        facet_index.current()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(made.get_absolute_url()).status_code == 200
        return len(captured)

    made = make_full()
    queries()  # what an earlier test left in the memory of this process makes the first page ask other things
    pillar, topic = made.pillars.get(), made.topics.get()
    for position in range(1, 3):
        make_author(resource=made, position=position, family_name="Peel")
        make_document(resource=made, position=position)
        make_resource(pillars=[pillar], topics=[topic], tags=["crowd control"])
        ChangeNote.objects.create(resource=made, text="More.")
        make_resource(superseded_by=made)
    few = queries()
    for position in range(3, 21):
        make_author(resource=made, position=position, family_name="Peel")
        make_document(resource=made, position=position)
        made.tags.add(f"tag {position}")
        ChangeNote.objects.create(resource=made, text="More.")
        make_resource(superseded_by=made)
        make_resource(pillars=[pillar], topics=[topic], tags=["crowd control", f"tag {position}"])
    assert queries() == few <= MOST_QUERIES


def test_markup_in_a_record_stays_text(client):
    made = make_full(
        title="<script>t</script>", annotation="<script>a</script>", body="<script>b</script> [x](javascript:y)"
    )
    page = text(client.get(made.get_absolute_url()))
    assert not re.search(r"<script>[tab]", page)
    assert 'href="javascript:' not in page


def test_related_records_share_tags_topics_or_pillars(client):
    made = make_full()
    near = make_resource(title="Near", tags=["crowd control"])
    make_resource(title="Far")
    draft = make_resource(title="Hidden", tags=["crowd control"], published=False)
    related = text(client.get(made.get_absolute_url())).partition('id="related"')[2].partition('class="useful"')[0]
    assert near.title in related
    assert made.get_absolute_url() not in related
    assert "Far" not in related
    assert draft.title not in related


NOT_PUBLIC = {
    "draft": {"published": False},
    "in review": {"status": "in-review"},
    "scheduled": {"publish_at": timezone.now() + timedelta(days=1)},
    "over before it was made": {
        "publish_at": timezone.now() - timedelta(days=9),
        "expire_at": timezone.now() - timedelta(days=1),
    },
}


@pytest.mark.parametrize("fields", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_what_was_never_public_is_not_found(client, fields):
    made = make_resource(title="First", **fields)
    made.slug = "second"
    made.save()
    for address in ("/resources/first/", "/resources/second/", made.permanent_url):
        assert client.get(address).status_code == 404, address


def test_a_record_appears_and_disappears_by_the_clock(client, monkeypatch):
    now = timezone.now()
    made = make_resource(publish_at=now + timedelta(hours=1), expire_at=now + timedelta(hours=2))
    for hours, status in ((0.99, 404), (1, 200), (1.99, 200), (2, 410)):
        monkeypatch.setattr(timezone, "now", lambda moment=now + timedelta(hours=hours): moment)
        assert client.get(made.get_absolute_url()).status_code == status
        assert (made.title in text(client.get("/resources/"))) is (status == 200)


def test_its_history_is_told(client):
    made = make_resource(title="Crowds", publish_at=datetime(2026, 3, 1, 17, tzinfo=UTC))
    make_resource(title="Crowds of 2010", superseded_by=made)
    make_resource(title="A draft of it", superseded_by=made, published=False)
    ChangeNote.objects.create(
        resource=made, told_at=datetime(2026, 3, 9, 17, tzinfo=UTC), text="The figures of 2025 are in it."
    )
    page = " ".join(text(client.get(made.get_absolute_url())).split())
    assert 'Changed on <time datetime="2026-03-09">March 9, 2026</time>: The figures of 2025 are in it.' in page
    assert 'Added on <time datetime="2026-03-01">March 1, 2026</time>' in page
    assert re.search(r"A new edition of <a [^>]+>Crowds of 2010</a>", page)
    assert "A draft of it" not in page


def test_a_superseded_record_names_its_successor(client):
    later = make_resource(title="The later edition")
    made = make_resource(superseded_by=later)
    page = text(client.get(made.get_absolute_url()))
    assert "Superseded." in page
    assert later.get_absolute_url() in page
    later.withdraw("A mistake.")
    assert later.title not in text(client.get(made.get_absolute_url()))


def test_a_former_address_sends_on(client):
    made = make_resource(title="First")
    made.slug = "second"
    made.save()
    answer = client.get("/resources/first/")
    assert (answer.status_code, answer["Location"]) == (301, "/resources/second/")


def test_the_permanent_address_sends_on(client):
    made = make_resource()
    answer = client.get(made.permanent_url)
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())


@pytest.mark.parametrize(
    "address", ["/resources/none/", "/r/ICPR-999999999/", "/r/ICPR-000000/", "/r/ICPR-1/", "/r/x/"]
)
def test_unknown_addresses_are_not_found(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is nothing at this address" in text(answer)


@pytest.mark.parametrize("model", [PoliceChiefArticle])
def test_an_article_says_where_it_appeared(client, model):
    made = make_resource(kind=model.KIND, publication="Police Chief", volume="83", issue="9", pages="10–12")
    assert "<cite>Police Chief</cite>, vol. 83, no. 9, pp. 10–12" in text(client.get(made.get_absolute_url()))


def test_no_cookie(client):
    answer = client.get(make_resource().get_absolute_url())
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
