"""What the opening catalogue aims at, and the form of its data. `test_seed` holds it against the page it began with."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from icpr.lib.folding import key_of
from icpr.lib.http.refused_hosts import refused_host
from pillars.models import Pillar
from resources.models import Access, AddressEvidence, Kind, Resource, Status, Tag
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

# More hosts of copies, and hosts and forms that are no address of a publisher or a library.
REFUSED = """
    123doc.top careersdocbox.com docsity.com documentcloud.org flipbuilder.com info.5y1.org joomag.com
    lawsdocbox.com pages.dev paperzz.com webarchive.library.unt.edu
"""
FIRST_FOUND = 195  # the first number of those added on 28 November 2026
MANY = 50
JOINED = {"adolescents and youth", "youth engagement", "crisis intervention", "mental health crises"}


@pytest.fixture(scope="module")
def catalogue(opening):
    return opening


def public():
    return Resource.objects.published()


def hosts() -> dict[str, str]:
    """Official address → its host without "www."."""
    addresses = Resource.objects.exclude(official_url="").values_list("official_url", flat=True)
    return {address: (urlsplit(address).hostname or "").removeprefix("www.") for address in addresses}


def test_works(catalogue):
    assert public().count() >= 350
    assert public().filter(official_url="").count() <= 0.15 * public().count()
    assert Resource.objects.filter(status=Status.DRAFT).count() == catalogue - public().count()


def test_every_pillar_is_well_stocked(catalogue):
    counts = {pillar.slug: pillar.resources.published().count() for pillar in Pillar.objects.all()}
    assert len(counts) == 6
    assert min(counts.values()) >= MANY, counts
    # Twice what each of the two thinnest had in the first opening catalogue.
    assert counts["technology-social-media"] >= 2 * 25
    assert counts["officer-wellness-safety"] >= 2 * 36


def test_a_kind_has_enough_to_choose_from(catalogue):
    """But for the two texts officers swear to, which are what they are."""
    counts = Counter(public().values_list("kind", flat=True))
    assert {kind: number for kind, number in counts.items() if number < 5} == {Kind.CODE_OF_ETHICS: 2}


def test_numbers_go_on_without_a_gap(catalogue):
    assert list(Resource.objects.order_by("number").values_list("number", flat=True)) == list(range(1, catalogue + 1))


def test_drafts_are_those_without_an_address_to_give_or_to_be_checked(catalogue):
    for record in Resource.objects.filter(status=Status.DRAFT):
        assert record.publish_at is None
        assert record.staff_note, record
    for record in public().filter(number__gte=FIRST_FOUND).exclude(kind=Kind.COLLECTION):  # that is read here
        assert record.official_url, record


def test_each_address_says_where_it_was_seen(catalogue):
    for record in Resource.objects.filter(number__gte=FIRST_FOUND).exclude(official_url=""):
        assert record.address_evidence, record
        assert "Address seen: " in record.staff_note, record


def test_no_address_is_of_a_refused_host(catalogue):
    wrong = [
        address
        for address, host in hosts().items()
        if refused_host(host) or any(f".{host}".endswith(f".{site}") for site in REFUSED.split())
    ]
    drafts = set(Resource.objects.filter(status=Status.DRAFT).values_list("official_url", flat=True))
    assert [address for address in wrong if address not in drafts] == []


def test_addresses_are_whole(catalogue):
    for address, host in hosts().items():
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https"}
        assert "." in host
        assert not parts.username
        assert "//" not in parts.path, address


def test_no_work_is_in_twice_by_title_or_by_its_own_page(catalogue):
    titles = Counter(key_of(title) for title in Resource.objects.values_list("title", flat=True))
    assert [title for title, number in titles.items() if number > 1] == []
    own = Resource.objects.filter(address_evidence=AddressEvidence.OWN_PAGE).values_list("official_url", flat=True)
    pages = Counter(key_of(address.partition("://")[2].removeprefix("www.")) for address in own)
    assert [page for page, number in pages.items() if number > 1] == []


def test_each_record_has_two_to_six_tags(catalogue):
    for record in Resource.objects.prefetch_related("tags"):
        assert 2 <= len(record.tags.all()) <= 6, record


def test_tags_of_one_subject_are_one(catalogue):
    names = set(Tag.objects.values_list("name", flat=True))
    assert {
        "civilian oversight",
        "school resource officers",
        "complaints",
        "know your rights",
        "language access",
        "crisis response",
        "youth",
    } <= names
    assert not names & JOINED


def test_an_annotation_tells_of_the_work_and_not_of_its_finding(catalogue):
    for record in Resource.objects.all():
        assert record.annotation.endswith("."), record
        assert "listed" not in record.annotation, record
        assert record.audiences.exists(), record


def test_what_is_guessed_is_not_said(catalogue):
    articles = Resource.objects.of_kind(Kind.POLICE_CHIEF_ARTICLE)
    assert list(articles.filter(access=Access.OPEN).values_list("number", flat=True)) == [144]
    assert not articles.filter(issued_precision="day").exclude(number=137).exists()


def test_a_title_of_a_work_in_spanish_says_so(catalogue):
    spanish = Resource.objects.filter(language="es")
    assert spanish.count() >= 3
    assert public().filter(language="es").exists()


def test_a_double_is_found():
    make_resource(title="A policy on trust")
    make_resource(title="A Policy, on Trust")
    assert max(Counter(key_of(title) for title in Resource.objects.values_list("title", flat=True)).values()) == 2
