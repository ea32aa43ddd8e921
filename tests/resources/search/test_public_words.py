"""What is kept for the search is brought up to date by what changed, and is then what reading all anew would give."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pillars.models import Topic
from resources import edition as editions
from resources.models import Document, DocumentPage, RecordBlock, Resource, State, SynonymGroup, Tag
from resources.search import frequency, indexing, postings, spelling
from resources.search.full_text import Scope
from resources.search.public_words import PublicWords
from tests.factories import make_document, make_resource, make_topic

pytestmark = pytest.mark.django_db

WORDS = "police trust health-care school CRISIS officer’s force José de-escalation custody fair patrol".split()  # noqa: SIM905
PHRASES = [(("polic",), Scope.ALL), (("trust",), Scope.LEAD), (("school", "forc"), Scope.ALL), (("fair",), Scope.TITLE)]


def text(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=3))


def record(random: Random) -> Resource | None:
    found = list(Resource.objects.order_by("pk"))
    return random.choice(found) if found else None


def moment(random: Random):
    return timezone.now() + timedelta(hours=random.randint(-30, 30))


def make(random: Random) -> None:
    """A record in any of four blocks, public, a draft, or one that the clock publishes or ends."""
    free = set(range(1, 4 * RecordBlock.SIZE)) - set(Resource.objects.values_list("pk", flat=True))
    made = make_resource(pk=random.choice(sorted(free)), title=text(random), published=random.random() < 0.8)
    if random.random() < 0.5:
        publish_at = moment(random)
        Resource.objects.filter(pk=made.pk).update(publish_at=publish_at, expire_at=publish_at + timedelta(hours=9))


def change(random: Random, fields: dict) -> None:
    if made := record(random):
        for name, value in fields.items():
            setattr(made, name, value)
        made.save()


def with_page(random: Random) -> None:
    if made := record(random):
        paper = made.documents.first() or make_document(resource=made)
        number = paper.text_pages.count() + 1
        DocumentPage.objects.create(document=paper, number=number, text=text(random))
        indexing.index_pages(made.pk)


def texts(random: Random) -> dict:
    return {"annotation": text(random), "in_brief": text(random), "body": text(random)}


def of_one(edit: Callable[[Resource], object]) -> Callable[[Random], None]:
    """An edit of one record, if there is any."""
    return lambda random: (made := record(random)) and edit(made)


def with_topic(random: Random) -> None:
    if made := record(random):
        position = Topic.objects.count() + 1
        made.topics.add(make_topic(name=f"{text(random)} {position}", position=position))


def rename_tag(random: Random) -> None:
    if tag := Tag.objects.order_by("pk").first():
        Tag.objects.filter(pk=tag.pk).update(name=text(random))


EDITS = {
    "make": make,
    "title": lambda random: change(random, {"title": text(random)}),
    "texts": lambda random: change(random, texts(random)),
    "by hand": lambda random: Resource.objects.update(annotation=text(random)),
    "tag": lambda random: of_one(lambda made: made.tags.add(random.choice(WORDS)))(random),
    "untag": of_one(lambda made: made.tags.clear()),
    "rename a tag": rename_tag,
    "topic": with_topic,
    "delete": of_one(lambda made: made.delete()),
    "withdraw": of_one(lambda made: made.state is State.PUBLIC and made.withdraw("Old.")),
    "page": with_page,
    "no pages": lambda random: Document.objects.all().delete(),
    "synonyms": lambda random: SynonymGroup.objects.create(terms=f"{text(random)}\n{text(random)}", reason="The same."),
    "no synonyms": lambda random: SynonymGroup.objects.update(is_on=False),
}


def kept(edition: editions.Edition) -> tuple:
    words, counts = spelling.of(edition), frequency.of(edition)
    counts.learn(["polic", "trust"])
    found = postings.of(edition).of(PHRASES)
    held = dict(sorted(counts.held.items()))
    return words.words, words.vocabulary, words.known, counts.size, counts.page_owners, held, found


def anew(edition: editions.Edition) -> tuple:
    words, asked = spelling.read(edition, PublicWords()), postings.fresh()
    counts = frequency.read(asked)
    counts.learn(["polic", "trust"])
    held = dict(sorted(counts.held.items()))
    return words.words, words.vocabulary, words.known, counts.size, counts.page_owners, held, asked.of(PHRASES)


@pytest.mark.parametrize("seed", range(6))
def test_works(seed):
    """Any edits, with the clock moved between them."""
    random = Random(seed)
    for _ in range(3):
        make(random)
    for step in range(25):
        name = random.choice(["make", *EDITS])
        EDITS[name](random)
        if random.random() < 0.7:
            edition = editions.at(moment(random) if random.random() < 0.5 else timezone.now())
            assert kept(edition) == anew(edition), (step, name)


def test_an_edit_reads_its_block_alone():
    for pk in (1, RecordBlock.SIZE + 1):
        make_resource(pk=pk, title="Police trust")
    kept(editions.current())
    Resource.objects.filter(pk=1).update(annotation="Other.")
    with CaptureQueriesContext(connection) as asked:
        kept(editions.current())
    read = [query["sql"] for query in asked if "in_brief" in query["sql"] and "SELECT" in query["sql"]]
    assert len(read) == 1
    assert f">= {0}" in read[0]
    assert f"<= {RecordBlock.SIZE - 1}" in read[0]


def test_many_changed_blocks_are_read_at_once():
    for pk in range(1, 20 * RecordBlock.SIZE, RecordBlock.SIZE):
        make_resource(pk=pk, title="Police trust")
    before = editions.current()
    kept(before)
    Resource.objects.update(annotation="Fair custody.")
    with CaptureQueriesContext(connection) as asked:
        after = editions.current()
        assert kept(after)[0]["custody"] == 20
    assert len(asked) < 20
    assert kept(after) == anew(after)


def test_a_phrase_is_asked_for_once():
    make_resource(title="Police trust")
    key = (("polic",), Scope.ALL)
    held = postings.of(editions.current())
    assert len(held.of([key])[key]) == 1
    with CaptureQueriesContext(connection) as asked:
        held.of([key])
    assert len(asked) == 0


def test_what_was_rolled_back_was_never_there():
    make_resource(pk=1, title="Police trust")
    before = kept(editions.current())
    with transaction.atomic():
        Resource.objects.filter(pk=1).update(annotation="Other custody.")
        indexing.index([1])
        assert kept(editions.current()) != before
        transaction.set_rollback(True)
    assert kept(editions.current()) == before


def test_the_postings_take_no_more_memory_than_they_may(monkeypatch):
    monkeypatch.setattr(postings, "MOST_BYTES", 1_000)
    make_resource(title="Police trust")
    held = postings.Postings(0, postings.Store())
    keys = [((f"w{number}",), Scope.ALL) for number in range(50)]
    assert held.of(keys).keys() == set(keys)
    assert 0 < len(held.store.find(keys)) <= 5
