"""What is made of the catalogue is made anew when what it is made of changes, and only then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from pillars.models import Finding, Item, Pillar, Practice
from resources import edition as editions
from resources.catalogue import facet_index, name_words, suggested
from resources.edition import Edition, next_change, per_edition
from resources.models import (
    Author,
    BestBet,
    Catalogue,
    ChangeNote,
    Document,
    DocumentPage,
    Publisher,
    Resource,
    Status,
    SynonymGroup,
    Tag,
    TaggedResource,
)
from resources.search import blueprint, compounds, frequency, indexing, spelling, synonyms
from resources.search.find import best_bets
from resources.triggers.rules import watched_models
from tests.factories import (
    make_audience,
    make_author,
    make_document,
    make_example,
    make_finding,
    make_focus_area,
    make_item,
    make_pillar,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)
from tests.resources.kept import another, lists, of_blueprint, searched

pytestmark = pytest.mark.django_db
NOON = timezone.make_aware(datetime(2026, 5, 4, 12))
DAY = NOON.date()


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@pytest.fixture
def record():
    record = make_resource(
        title="Fair and Impartial",
        pillars=[make_pillar()],
        focus_areas=[make_focus_area()],
        topics=[make_topic()],
        publishers=[make_publisher()],
        tags=[make_tag(name="trust")],
        items=[make_item(number="2.1")],
    )
    record.audiences.add(make_audience())
    make_author(resource=record)
    DocumentPage.objects.create(document=make_document(resource=record), number=1, text="Words.")
    indexing.index_pages(record.pk)
    SynonymGroup.objects.create(terms="cop\nofficer", reason="The same.")
    BestBet.objects.create(query="fair", resource=record, reason="It is.", ends_on=date(2090, 1, 1))
    make_finding()
    return record


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def draft(**fields) -> Resource:
    return make_resource(published=False, **fields)


LISTS, SEARCH, BOTH, NOTHING, BLUEPRINT = {"lists"}, {"search"}, {"lists", "search"}, set(), {"blueprint"}
ALL = BOTH | BLUEPRINT
CHANGES = {
    "save without a change": (lambda r: r.save(), NOTHING),
    "staff note": (lambda r: Resource.objects.update(staff_note="To be checked."), NOTHING),
    "review date": (lambda r: Resource.objects.update(review_by=date(2030, 1, 1)), NOTHING),
    "address": (
        lambda r: Resource.objects.update(official_url="https://a.example/", address_evidence="own-page"),
        LISTS,
    ),
    "annotation": (lambda r: Resource.objects.update(annotation="Other."), SEARCH),
    "case of a word": (lambda r: Resource.objects.update(title="FAIR and Impartial"), SEARCH),
    "title": (lambda r: setattr(r, "title", "Other") or r.save(), BOTH),
    "date": (lambda r: Resource.objects.update(issued_on=date(2001, 1, 1), issued_precision="year"), LISTS),
    "mark as new": (lambda r: Resource.objects.update(new_until=date(2090, 1, 1)), LISTS),
    "expiry": (lambda r: Resource.objects.update(expire_at=timezone.now() + timedelta(days=9)), LISTS),
    "a draft": (lambda r: draft(), SEARCH),  # its words count among those of all records
    "a draft's terms": (lambda r: draft().pillars.add(*r.pillars.all()), SEARCH),
    "bulk_create drafts": (
        lambda r: Resource.objects.bulk_create([Resource(number=900, slug="b", title="B")]),
        NOTHING,
    ),
    "bulk_update": (lambda r: Resource.objects.bulk_update([r], ["title"]), NOTHING),
    "publish": (lambda r: published(draft()), BOTH),
    "withdraw": (lambda r: r.withdraw("Out of date."), BOTH),
    "delete": (lambda r: r.delete(), BOTH),
    "queryset delete": (lambda r: Resource.objects.all().delete(), BOTH),
    "add a relation": (lambda r: r.pillars.add(make_pillar(number=2)), ALL),  # there is another pillar
    "clear a relation": (lambda r: r.pillars.clear(), BOTH),
    "audiences": (lambda r: r.audiences.clear(), LISTS),
    "items": (lambda r: r.items.clear(), NOTHING),
    "relation from the other side": (lambda r: r.topics.get().resources.clear(), BOTH),
    "tag": (lambda r: r.tags.add("youth"), BOTH),
    "untag": (lambda r: r.tags.remove("trust"), BOTH),
    "rename a tag": (lambda r: Tag.objects.update(name="Confidence"), BOTH),
    "delete a tag": (lambda r: Tag.objects.all().delete(), BOTH),
    "delete a tagging": (lambda r: TaggedResource.objects.all().delete(), BOTH),
    "rename a publisher": (lambda r: Publisher.objects.update(name="Town Press"), LISTS),
    "a publisher's rename": (lambda r: make_renamed(r.publishers.get()), BOTH),
    "rename a pillar": (lambda r: r.pillars.update(name="Policy"), ALL),
    "summary of a pillar": (lambda r: r.pillars.update(summary="Other."), BLUEPRINT),
    "author": (lambda r: Author.objects.update(family_name="Vollmer"), LISTS),
    "place of an author": (lambda r: Author.objects.update(position=9), NOTHING),
    "author saved": (lambda r: make_author(resource=r, family_name="Vollmer"), BOTH),
    "a draft's author": (lambda r: Author.objects.bulk_create([Author(resource=draft(), family_name="V")]), SEARCH),
    "document": (lambda r: r.documents.update(title="Paper"), NOTHING),
    "read document": (lambda r: make_page(r), SEARCH),
    "evidence of a document's address": (
        lambda r: r.documents.update(url="https://a.example/", address_evidence="own-page"),
        LISTS,
    ),
    "deleted document": (lambda r: r.documents.all().delete(), BOTH),
    "best bet": (lambda r: BestBet.objects.update(ends_on=date(2091, 1, 1)), SEARCH),
    "reason of a best bet": (lambda r: BestBet.objects.update(reason="Other."), NOTHING),
    "synonyms": (lambda r: SynonymGroup.objects.update(terms="cop\ndeputy"), SEARCH),
    "reason of synonyms": (lambda r: SynonymGroup.objects.update(reason="Other."), NOTHING),
    "finding": (lambda r: Finding.objects.update(direction="harm"), BLUEPRINT),
    "address of a finding": (lambda r: Finding.objects.update(url="https://b.example/"), NOTHING),
    "item": (lambda r: make_item(number="3.1"), BLUEPRINT),
    "staff note of an item": (lambda r: Item.objects.update(staff_note="To be checked."), NOTHING),
    "an item taken back": (lambda r: Item.objects.update(state="to-check"), BLUEPRINT),
    "an item nobody has read": (lambda r: make_item(number="3.1", actors=(), state="to-check"), NOTHING),
    "practices of an item": (lambda r: Item.objects.get().practices.add(*Practice.objects.all()), BLUEPRINT),
    "example": (lambda r: make_example(item=Item.objects.get()), BLUEPRINT),
    "sql update": (lambda r: sql("UPDATE resources_resource SET sort_title = 'by hand'"), LISTS),
    "sql delete": (lambda r: sql("DELETE FROM resources_resource_pillars"), LISTS),
}


def published(record: Resource) -> None:
    """Publish it, by hand: what changes lists is that it counts from now on."""
    Resource.objects.filter(pk=record.pk).update(status=Status.PUBLISHED, publish_at=NOON)


def make_renamed(publisher: Publisher) -> None:
    publisher.name = "Town Press"
    publisher.save()


def make_page(record: Resource) -> None:
    DocumentPage.objects.create(document=record.documents.get(), number=2, text="More words.")
    indexing.index_pages(record.pk)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_a_new_version_of_what_it_shows_in(record, change):
    make, expected = CHANGES[change]
    before = Catalogue.versions()
    make(record)
    renewed = dict(
        zip(("lists", "search", "blueprint", "pages"), zip(before, Catalogue.versions(), strict=True), strict=True)
    )
    assert {part for part, (was, now) in renewed.items() if was != now} - {"pages"} == expected


PAGES = {
    "body": (lambda r: Resource.objects.update(body="Longer."), True),
    "items": (lambda r: r.items.clear(), True),
    "place of an author": (lambda r: Author.objects.update(position=9), True),
    "title of a paper": (lambda r: Document.objects.update(title="Part one"), True),
    "strength of a finding": (lambda r: Finding.objects.update(strength="strong"), True),
    "note": (lambda r: ChangeNote.objects.tell(r, "change", "A new chapter."), True),
    "a draft's body": (lambda r: draft(body="Words."), False),
    "staff note": (lambda r: Resource.objects.update(staff_note="To be checked."), False),
    "save without a change": (lambda r: r.save(), False),
    "reason of synonyms": (lambda r: SynonymGroup.objects.update(reason="Other."), False),
}


@pytest.mark.parametrize("change", PAGES)
def test_what_pages_alone_show_makes_a_new_version_of_the_pages(record, change):
    make, is_shown = PAGES[change]
    before = editions.current()
    make(record)
    after = editions.current()
    assert (before.page_version != after.page_version) == is_shown


def test_no_column_is_forgotten(record):
    """Each column of each table is changed by itself: where what is kept comes out otherwise, its version must be
    another.

    A new facet on a column or relation that no model declares (`shown_in`) is found by this test.
    """
    make_resource(pillars=[make_pillar(number=2)], topics=[make_topic(position=2)], tags=["youth"])
    make_example(item=make_item(number="1.1", pillar=Pillar.objects.first(), practices=Practice.objects.all()))
    checked = set()
    for model in watched_models():
        for field in model._meta.concrete_fields:
            row = model._base_manager.order_by("pk").first()
            if row is None or field.primary_key:
                continue
            before, was = editions.current(), Catalogue.versions()
            made = lists(before), searched(before), of_blueprint(before)
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(
                        **{field.attname: another(field, getattr(row, field.attname))}
                    )
                    now = Catalogue.versions()
                    now_kept = editions.current()
                    after = lists(now_kept), searched(now_kept), of_blueprint(now_kept)
                    transaction.set_rollback(True)
            except IntegrityError:
                continue
            checked.add(f"{model._meta.label}.{field.name}")
            assert made[0] == after[0] or was[0] != now[0], f"{model._meta.label}.{field.name} shows in lists"
            assert made[1] == after[1] or was[1] != now[1] or was[0] != now[0], f"{field} shows in the search"
            assert made[2] == after[2] or was[2] != now[2], f"{field} shows in the Blueprint"
    assert len(checked) > 100


def test_every_relation_of_a_facet_counts(record):
    for relation in ("pillars", "focus_areas", "topics", "audiences", "publishers", "tags"):
        before = Catalogue.versions()[0]
        getattr(record, relation).clear()
        assert Catalogue.versions()[0] != before, relation


def test_what_no_list_shows_leaves_the_bitmaps():
    made = make_resource(title="Fair", tags=["trust"])
    before = facet_index.current()
    Resource.objects.update(staff_note="To be checked.", updated_at=timezone.now())
    assert facet_index.current() is before
    BestBet.objects.create(query="fair", resource=made, reason="It is.")
    after = facet_index.current()
    assert after.edition != before.edition
    assert after.ids is before.ids
    assert after.facets is before.facets


def test_the_addresses_of_five_thousand_links_rebuild_nothing():
    """As a check of links would mend them: of records and documents, one by one and all at once."""
    rows = [
        Resource(number=n, slug=f"r{n}", title=f"R {n}", sort_title=f"r {n}", kind="report") for n in range(1, 2_501)
    ]
    for row in rows:
        row.official_url, row.address_evidence, row.status = (
            f"https://{row.slug}.example/",
            "own-page",
            Status.PUBLISHED,
        )
        row.publish_at = NOON
    Resource.objects.bulk_create(rows)
    papers = [
        Document(resource_id=row.pk, role="other", url=row.official_url, address_evidence="own-page") for row in rows
    ]
    Document.objects.bulk_create(papers)
    before = facet_index.current()
    for model, found, address in ((Resource, rows, "official_url"), (Document, papers, "url")):
        for row in found:
            setattr(row, address, f"https://moved.example/{row.pk}")
        assert model.objects.bulk_update(found, [address], batch_size=500) == 2_500
        model.objects.update(updated_at=timezone.now())
    assert facet_index.current() is before


def test_an_edition_ends_when_the_clock_changes_something():
    hour = timedelta(hours=1)
    record = make_resource(publish_at=NOON - hour, expire_at=NOON + 60 * hour)
    assert editions.at(NOON).valid_until == NOON + 60 * hour
    Resource.objects.update(new_until=DAY)
    assert editions.at(NOON).valid_until == midnight(DAY + timedelta(days=1)) == next_change(NOON)
    assert editions.at(NOON).published_until == NOON + 60 * hour
    BestBet.objects.create(query="fair", resource=record, reason="It is.", ends_on=DAY + timedelta(days=1))
    day_after = NOON + timedelta(days=1)
    assert editions.at(day_after).valid_until == midnight(DAY + timedelta(days=2)) == next_change(day_after)
    assert editions.at(NOON + timedelta(days=2)).valid_until == NOON + 60 * hour
    assert next_change(NOON + timedelta(days=9)) is None


def test_the_moment_at_which_something_expires_is_of_the_next_edition():
    make_resource(publish_at=NOON - timedelta(hours=1), expire_at=NOON)
    before = editions.at(NOON - timedelta(microseconds=1))
    assert (before.published_until, editions.at(NOON).published_until) == (NOON, None)


def test_a_mark_as_new_lapses_without_new_bitmaps():
    make_resource(publish_at=NOON - timedelta(days=1), new_until=DAY)
    before, after = facet_index.of(editions.at(NOON)), facet_index.of(editions.at(NOON + timedelta(days=1)))
    assert before.edition != after.edition
    assert after.ids is before.ids
    assert before.marked_new(before.edition.day)
    assert not after.marked_new(after.edition.day)


def test_the_last_day_there_is_ends_nothing():
    make_resource(new_until=date.max)
    assert editions.current().valid_until is None


def test_a_best_bet_ends_at_midnight():
    record = make_resource()
    BestBet.objects.create(query="fair", resource=record, reason="It is.", ends_on=DAY)
    assert best_bets(editions.at(NOON)) == {"fair": [record.pk]}
    assert best_bets(editions.at(NOON + timedelta(days=1))) == {}


def test_a_draft_marked_as_new_ends_nothing():
    make_resource(published=False, new_until=DAY)
    assert editions.at(NOON).valid_until is None


def test_asking_for_the_edition_again_costs_one_query(django_assert_num_queries):
    make_resource()
    editions.current()
    with django_assert_num_queries(1):
        editions.current()


def test_a_value_is_kept_for_the_parts_it_depends_on():
    asked = []

    @per_edition("search_version", "day")
    def words(edition: Edition) -> int:
        """Counts."""
        asked.append(edition)
        return len(asked)

    one = Edition(1, 1, 1, None, None, DAY, NOON)
    assert not words.is_made
    assert [words(one), words(Edition(2, 1, 2, NOON, NOON, DAY, NOON))] == [1, 1]
    assert words(Edition(2, 2, 2, NOON, NOON, DAY, NOON)) == 2
    assert words.is_made
    assert words.__doc__ == "Counts."


KEPT = [
    facet_index.of,
    name_words._named,
    suggested.names,
    suggested.in_blueprint,
    compounds.of,
    frequency.of,
    spelling.of,
    synonyms.of,
    best_bets,
    blueprint.of,
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.__module__)
def test_threads_that_ask_at_once_compute_once(kept):
    record = make_resource(title="Fair and Impartial", tags=["trust"])
    BestBet.objects.create(query="fair", resource=record, reason="It is.")
    together = Barrier(8)

    def ask(edition: Edition):
        together.wait()
        try:
            return kept(edition)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        for _ in range(5):
            Resource.objects.update(title=f"{record.title} {timezone.now()}", sort_title=str(timezone.now()))
            BestBet.objects.update(ends_on=date(2090, 1, 1) + timedelta(days=len(str(_))))
            assert len({id(one) for one in threads.map(ask, [editions.current()] * 8)}) == 1
