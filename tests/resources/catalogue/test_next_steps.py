"""What a reader may do about a record that cannot be opened: worked out of the record, never of the network."""

import html
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from resources.catalogue.next_steps import LONGEST_TITLE, filled, letter_to_librarian, next_steps, title_to_search
from resources.models import Resource, SearchAddress
from resources.models.search_addresses import check_pattern
from tests.factories import make_document, make_publisher, make_resource

pytestmark = pytest.mark.django_db

WORLDCAT = "https://search.worldcat.org/search?q={title}"


def make_search(*, name: str = "WorldCat", pattern: str = WORLDCAT, publishers=(), **fields) -> SearchAddress:
    made = SearchAddress.objects.create(name=name, pattern=pattern, **fields)
    made.publishers.set(publishers)
    return made


def shown(record: Resource) -> str:
    context = {"resource": record, "next_steps": next_steps(record)}
    return html.unescape(" ".join(render_to_string("resources/_next_steps.html", context).split()))


def test_works(settings):
    settings.CONTACT_EMAIL = "library@example.org"
    press = make_publisher(name="City Press")
    press.directory_url, press.directory_of = "https://www.press.example.com/list", "policy topics"
    press.save()
    make_search()
    page = shown(make_resource(title="Use of Force: What & Why?", publishers=[press]))
    assert "Our suggestions; we have not checked what these searches find." in page
    assert 'href="https://www.press.example.com/list"' in page
    assert "Look in the publisher’s directory of policy topics" in page
    assert '<span class="next-steps__host">press.example.com</span>' in page
    assert 'href="https://search.worldcat.org/search?q=Use%20of%20Force%3A%20What%20%26%20Why%3F"' in page
    assert 'href="mailto:library@example.org?subject=ICPR-' in page
    assert re.search(r'href="/r/ICPR-\d{6}/tell-us/"', page)


def test_what_can_be_opened_needs_none(django_assert_num_queries):
    make_search()
    held = make_resource()
    make_document(resource=held, file=SimpleUploadedFile("a.txt", b"Words."))
    linked = make_resource()
    make_document(resource=linked, url="https://example.org/a", address_evidence="own-page")
    own = make_resource(official_url="https://example.org/", address_evidence="own-page")
    for record in (held, linked, own):
        record = Resource.objects.for_detail().get(pk=record.pk)
        with django_assert_num_queries(0):
            assert next_steps(record) is None
    assert shown(own) == ""
    make_document(resource=(named := make_resource()))
    assert next_steps(named) is not None, "a paper that is only known to exist opens nothing"


@pytest.mark.parametrize("evidence", ["library-record", "announcement", "directory"])
def test_what_is_not_the_work_itself_has_next_steps(evidence):
    press = make_publisher()
    press.directory_url = "https://press.example.com/list"
    press.save()
    record = make_resource(official_url="https://a.example.com/", address_evidence=evidence, publishers=[press])
    steps = next_steps(record)
    assert bool(steps.directories) == (evidence != "directory"), "which its own address is already"


def test_the_number_of_queries_is_the_same_for_one_and_for_twenty(django_assert_num_queries):
    for number in range(20):
        make_search(name=f"Search {number}")
    record = Resource.objects.for_detail().get(pk=make_resource(publishers=[make_publisher()]).pk)
    with django_assert_num_queries(2):
        assert len(next_steps(record).searches) == 20


def test_a_search_is_offered_when_it_is_on_and_meant_for_a_publisher_of_the_record():
    one, other, third = (make_publisher(name=name) for name in ("One", "Other", "Third"))
    make_search(name="For all", position=3)
    make_search(name="For two", position=2, publishers=[one, other])
    make_search(name="For the third", position=1, publishers=[third])
    make_search(name="Off", is_on=False)

    def offered(*publishers) -> list[str]:
        return [way.name for way in next_steps(make_resource(publishers=publishers)).searches]

    assert offered() == ["For all"]
    assert offered(one, other) == ["For two", "For all"]
    assert offered(third) == ["For the third", "For all"]


TITLES = [
    "Fair & impartial? 100 % #1 + more/less",
    "Policía y comunidad: ¿qué sigue?",
    "警察とコミュニティ",
    "الشرطة والمجتمع",
    "A “quoted” title 🚓 with <b>markup</b> {title}",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_in_any_script_arrives_whole(title):
    for pattern in (WORLDCAT, "https://example.org/find/{title}/all"):
        address = filled(pattern, title)
        assert address.isascii()
        parts = urlsplit(address)
        assert title == (parse_qs(parts.query)["q"][0] if parts.query else unquote(parts.path.split("/")[2]))
        assert re.fullmatch(r"[A-Za-z0-9:/?=.%_~-]+", address)


def test_a_long_title_is_cut_at_a_word():
    assert title_to_search("Short") == "Short"
    long = "Law enforcement and communities, " * 9
    cut = title_to_search(long)
    assert len(cut) <= LONGEST_TITLE
    assert long.startswith(cut)
    assert cut.endswith(("Law", "enforcement", "and", "communities"))
    assert title_to_search("警" * 300) == "警" * LONGEST_TITLE
    assert title_to_search("One\r\nBcc: x@example.org\u202e") == "One Bcc: x@example.org"


def test_a_letter_to_a_librarian_says_number_and_title(settings):
    settings.CONTACT_EMAIL = "the?library&co@example.org"
    settings.SITE_URL = "https://library.example.org"
    record = make_resource(title="Guns & “gangs”: 50 % fewer?\r\nBcc: x@example.org")
    letter = letter_to_librarian(record)
    address, _, query = letter.removeprefix("mailto:").partition("?")
    assert address == "the%3Flibrary%26co@example.org"
    assert "+" not in query
    assert re.fullmatch(r"[A-Za-z0-9=&.%_~-]+", query)
    fields = {name: unquote(value) for name, _, value in (part.partition("=") for part in query.split("&"))}
    assert set(fields) == {"subject", "body"}
    assert fields["subject"] == f"{record.permanent_number}: Guns & “gangs”: 50 % fewer? Bcc: x@example.org"
    assert f"https://library.example.org{record.permanent_url}\r\n" in fields["body"]
    settings.CONTACT_EMAIL = ""
    assert letter_to_librarian(record) == ""
    assert "Ask a librarian" not in shown(record)


@pytest.mark.parametrize(
    "pattern",
    [
        "https://example.org/",
        "https://example.org/?a={title}&b={title}",
        "https://{title}.example.org/",
        "https://example.org/#{title}",
        "https://example.org/?a={title}&b={year}",
        "javascript:alert('{title}')",
        "ftp://example.org/{title}",
        "//example.org/{title}",
        "https://[/{title}",
        "{title}",
    ],
)
def test_a_pattern_that_leads_nowhere_is_refused(pattern):
    with pytest.raises(ValidationError):
        check_pattern(pattern)


def test_a_directory_of_some_works_comes_first_only_where_nothing_else_is_known():
    press = make_publisher()
    press.directory_url = "https://press.example.com/list"
    press.save()
    record = make_resource(publishers=[press])
    make_search()
    assert next_steps(record).first.url == press.directory_url
    press.directory_of = "policy topics"
    press.save()
    assert next_steps(record).first.name == "WorldCat"
    SearchAddress.objects.all().delete()
    assert next_steps(record).first.url == press.directory_url
    press.delete()
    assert next_steps(record).first is None


def link(record: Resource, **more) -> str:
    return " ".join(render_to_string("resources/_report_link.html", {"resource": record} | more).split())


def test_the_quiet_link_stands_beside_links_that_lead_outside_alone():
    own = make_resource(official_url="https://example.org/", address_evidence="own-page")
    paper = make_document(resource=own, url="https://example.org/p")
    held = make_document(resource=own, file=SimpleUploadedFile("a.txt", b"Words."))
    assert f'href="/r/{own.permanent_number}/tell-us/?broken=1">This link does not work</a>' in link(own)
    assert f'?broken=1&amp;paper={paper.pk}">' in link(own, document=paper)
    assert ": Model policy</span>" in link(own, document=paper), "which of several is said to those who do not see"
    for none in (link(own, document=held), link(own, preview=True), link(make_resource())):
        assert none == ""
