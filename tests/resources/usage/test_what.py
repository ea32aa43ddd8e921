"""What counts as opened, by requests as readers and programs make them."""

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver

from resources.models import PreviewLink
from resources.usage.models import UsageCount
from resources.usage.what import FORM, ROUTES
from tests import addresses
from tests.factories import make_document, make_pillar, make_resource
from tests.reading import Reader
from tests.resources.usage.counted import BROWSER, counted

pytestmark = pytest.mark.django_db

# Routes that are never counted, with the reason. Plans, lists, followers and staff are left out by their names.
NEVER = {
    **dict.fromkeys(("preview", "preview-document", "told", "feedback-status"), "is secret"),
    **dict.fromkeys(("tell-staff", "tell-us", "suggest-resource", "report-problem", "contact", "useful"), "is a form"),
    **dict.fromkeys(("suggest", "open-search-suggest"), "is asked while somebody types"),
    **dict.fromkeys(("mail-reports", "health", "ready", "metrics"), "is asked by machines"),
    **dict.fromkeys(("robots", "llms", "open-search", "web-manifest", "security-text"), "is read by programs"),
    **dict.fromkeys(("sitemap", "sitemap-file"), "is read by programs"),
    **dict.fromkeys(("api", "api-begin"), "is counted by its path"),
    "dump-folder": "leads to what is counted",
    "permanent": "leads on to the record",
}
PRIVATE = ("plan", "list", "follow", "admin", "account", "mfa")


@pytest.fixture
def document():
    record = make_resource(title="Bicycle patrols", slug="bicycle-patrols")
    return make_document(resource=record, file=ContentFile(b"%PDF-1.4 " + b"x" * 500, "a.pdf"), format="pdf")


def get(address: str, client: Client | None = None, code: int = 200, **headers) -> None:
    answer = (client or Client()).get(address, headers=BROWSER | headers)
    assert answer.status_code == code
    assert not answer.cookies
    b"".join(answer)  # which closes a file, and leaves the connection of the test


def test_works(document):
    record = document.resource
    for address in (record.get_absolute_url(), "/resources/", "/about/", document.get_absolute_url()):
        get(address)
    get(record.get_absolute_url(), Referer="https://www.example.org/private/of-whom?name=x")
    assert counted() == {
        f"record {record.permanent_number}": 2,
        "list /resources/": 1,
        "page /about/": 1,
        f"document {document.pk}": 1,
        "referrer www.example.org": 1,
    }


def test_each_address_is_counted_or_is_known_never_to_be():
    named = {pattern.name for pattern in get_resolver().url_patterns if not hasattr(pattern, "url_patterns")}
    decided = ROUTES.keys() | NEVER.keys()
    undecided = [name for name in named - decided if not (name.startswith(PRIVATE) or name.endswith(FORM))]
    assert undecided == []
    assert named >= decided
    assert not [name for name in ROUTES if name in NEVER or name.startswith(PRIVATE)]


def test_a_page_that_is_kept_counts_each_time_once(document):
    caches["pages"].clear()
    reader, record = Reader(), document.resource
    made = reader.get(record.get_absolute_url())
    assert counted("record") == {f"record {record.permanent_number}": 1}, "when it was made"
    assert reader.get(record.get_absolute_url()) == made
    assert counted("record") == {f"record {record.permanent_number}": 2}, "when it was kept"
    assert reader.get(record.get_absolute_url(), **{"If-None-Match": made.etag}).code == 304
    assert counted("record") == {f"record {record.permanent_number}": 3}, "when the reader had it"
    reader.get(record.get_absolute_url(), "HEAD")
    for headers in ({"Sec-GPC": "1"}, {"User-Agent": "Googlebot"}, {"Cookie": "sessionid=x"}):
        reader.get(record.get_absolute_url(), **headers)
    assert counted("record") == {f"record {record.permanent_number}": 3}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-GPC": "1"},
        {"DNT": "1"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"User-Agent": "python-requests/2.32"},
        {"User-Agent": ""},
    ],
    ids=str,
)
def test_who_is_not_counted(document, headers):
    for address in (document.resource.get_absolute_url(), "/about/", document.get_absolute_url()):
        get(address, **headers)
    assert counted() == {}


def test_who_sends_no_wish_is_counted():
    get("/about/", **{"Sec-GPC": "0", "DNT": "0"})
    assert counted() == {"page /about/": 1}


def test_head_staff_and_what_is_not_there_are_not_counted(editor):
    Client().head("/about/", headers=BROWSER)
    get("/resources/no-such/", code=404)
    get("/about/", editor)
    assert counted() == {}


def test_a_download_in_parts_counts_once(document):
    address = document.get_absolute_url()
    for part in ("bytes=0-99", "bytes=100-199", "bytes=200-", "bytes=-5"):
        get(address, code=206, Range=part)
    assert counted() == {f"document {document.pk}": 1}
    get(address, code=416, Range="bytes=9999-")
    answer = Client().get(address)
    etag = answer.headers["ETag"]
    b"".join(answer)
    get(address, code=304, **{"If-None-Match": etag})
    assert counted() == {f"document {document.pk}": 2}, "who has it opens it all the same"


def test_no_private_address_is_counted():
    library = addresses.lay()
    UsageCount.objects.all().delete()
    private = [
        address for address in addresses.public(library) if address.startswith(("/plan/", "/lists/", "/follow/"))
    ]
    assert len(private) > 40
    draft = make_resource(title="A draft", status="draft")
    for address in (*private, PreviewLink.objects.create(resource=draft).get_absolute_url(), "/healthz", "/readyz"):
        Client().get(address, headers=BROWSER)
    assert counted() == {}


def test_a_list_counts_by_its_first_page_and_by_one_filter():
    make_pillar(name="Oversight", slug="oversight")
    for query in ("", "?sort=title", "?kind=guide&pillar=oversight", "?q=bicycle", "?kind=no-such", "?tag=x&x=1"):
        get(f"/resources/{query}")
    get("/resources/?pillar=oversight")
    get("/resources/?kind=guide")
    for title in range(30):
        make_resource(title=f"Bicycle {title}")
    get("/resources/?page=2")
    assert counted() == {
        "list /resources/": 6,
        "list /resources/?pillar=oversight": 1,
        "list /resources/?kind=guide": 1,
    }


def test_programs_that_fetch_data_are_numbers_of_their_own(document):
    for headers in ({"User-Agent": "python-requests/2.32"}, BROWSER, {"Sec-GPC": "1"}):
        for address in ("/api/v1/resources", "/resources.csv", "/oai?verb=Identify"):
            assert Client().get(address, headers=headers).status_code == 200
    assert counted() == {"data api": 2, "data csv": 2, "data oai": 2}


def test_a_record_is_counted_under_its_number_whatever_its_address(document):
    record = document.resource
    get("/resources/bicycle-patrols/")
    counted()
    record.slug = "patrols-by-bicycle"
    record.save()
    get("/resources/bicycle-patrols/", code=301)
    get("/resources/patrols-by-bicycle/")
    assert counted() == {f"record {record.permanent_number}": 2}
    get("/resources/patrols-by-bicycle/")
    record.delete()
    assert sum(counted().values()) == 2, "what is gone before it is written is not counted"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://www.example.org/a/b?c=d#e", "www.example.org"),
        ("HTTP://Example.ORG:8080", "example.org"),
        ("https://name:secret@example.org/", "example.org"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://10.0.0.7/wiki/", ""),
        ("http://[2001:db8::1]:80/", ""),
        ("http://intranet/", ""),
        ("http://wiki.police.local/", ""),
        (f"https://{'a' * 60}.{'b' * 60}.example/", ""),
        ("https://exa_mple.org/", ""),
        ("https://<script>.org/", ""),
        ("https://exa\x00mple.org/", ""),
        ("http://testserver/about/", None),
        ("https://library.test/about/", None),
        ("android-app://com.example/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_of_a_referrer_only_the_host_of_a_public_site_is_kept(said, kept):
    get("/about/", Referer=said)
    assert counted("referrer") == ({} if kept is None else {f"referrer {kept}": 1})
