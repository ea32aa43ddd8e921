"""Any bytes in, never a 500 out: every public parameter and path with what scanners, mistakes and malice send."""

from urllib.parse import unquote_to_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resources.catalogue.facets import FACETS
from tests.factories import make_document, make_pillar, make_resource

pytestmark = pytest.mark.django_db

PARAMETERS = ["q", "since", "until", "undated", "sort", "page", *(facet.name for facet in FACETS), "unknown"]
VALUES = {
    "nul": "%00",
    "nul inside": "trust%00safety",
    "broken utf-8": "%ff%fe",
    "lone surrogate": "%ed%a0%80",
    "overlong": "%c0%af",
    "half a percent": "%",
    "not hexadecimal": "%zz%u0041",
    "8 KB": "a" * 8_192,
    "8 KB of words": "+".join(["word"] * 1_638),
    "8 KB of quotes": "%22" * 2_730,
    "huge number": "1" + "0" * 30,
    "negative": "-1",
    "arabic digits": "%D9%A2%D9%A0%D9%A1%D9%A6",
    "superscript": "%C2%B2",
    "operators": "%22+AND+NEAR%28+col%3Ax",
    "like wildcards": "%25_%25",
    "unknown value": "nonsense",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "sql": "%27%20OR%201=1--",
    "format": "%25s%7B0%7D%24%7Bx%7D",
    "line breaks": "a%0d%0aSet-Cookie:%20x=1",
    "right to left": "%E2%80%AE",
    "emoji": "%F0%9F%91%AE",
    "expanding": "%EF%B7%BA" * 900,
}
HUGE = str(10**30)
PATHS = [
    f"/documents/{HUGE}/x",
    f"/documents/{2**63}/x",
    f"/documents/{2**63 - 1}/x",
    "/documents/1/%00",
    "/documents/1/%ff",
    "/documents/-1/x",
    "/documents/1/" + "x" * 8_192,
    "/r/ICPR-999999999/",
    "/r/ICPR-000000/",
    f"/r/ICPR-{HUGE}/",
    "/r/ICPR-٠٠٠٠٠١/",
    "/r/ICPR-%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A1/",
    "/r/ICPR-٠٠٠٠٠١/tell-us/",
    f"/r/ICPR-{HUGE}/tell-us/",
    "/r/ICPR-999999999/tell-us/?broken=%00&paper=%ff",
    "/told/%00/",
    "/feedback/%00/",
    "/report/?of=%00",
    "/report/?of=//evil.example/%0d%0aSet-Cookie:a=b",
    "/report/?of=/resources/?q=%ff%00",
    "/told/" + "x" * 43 + "/",
    "/told/" + "x" * 8_192 + "/",
    "/resources/%00/",
    "/resources/%ff/",
    "/resources/" + "a" * 8_192 + "/",
    "/resources/a%20b/",
    "/pillars/%00/",
    "/pillars/" + "a" * 8_192 + "/",
    "/focus-areas/%ed%a0%80/",
    "/topics/%22/",
    "/tags/%00/",
    "/tags/%F0%9F%91%AE/",
    f"/preview/{HUGE}/",
    "/preview/%00/",
    "/preview/%ff:%ff/",
    "/preview/" + "x" * 8_192 + "/",
    "/plan/%00/",
    "/plan/" + "x" * 43 + "/",
    "/plan/shared/" + "x" * 43 + "/plan.csv",
    "/plan/" + "x" * 43 + "/items/1.1/",
    "/plan/add/?item=%00&preset=%ff",
    "/plan/" + "x" * 8_192 + "/",
    "/lists/%00/",
    "/lists/" + "x" * 43 + "/",
    "/lists/shared/" + "x" * 43 + "/copy/",
    "/lists/shared/" + "x" * 43 + ".csv?style=%00",
    "/lists/shared/" + "x" * 43 + ".nothing",
    "/lists/shared/" + "x" * 43 + "/changes/?since=%ff",
    "/lists/" + "x" * 43 + "/files.zip",
    "/lists/" + "x" * 43 + "/edit/?entry=%00&from=99999999999",
    "/lists/add/?what=%00&what=r:ICPR-%ff&back=//example.org/%0d%0a",
    "/lists/add/?what=" + "x" * 8_192,
    "/..%2f..%2fetc%2fpasswd",
    "//example.org/",
    "/%",
    "/%zz",
    "/\u0131/",
]


@pytest.fixture
def library():
    made = make_resource(title="Trust and safety", pillars=[make_pillar()], tags=["youth"], issued=2016)
    make_document(resource=made)
    return made


def check(answer, address: str) -> None:
    assert answer.status_code in {200, 302, 400, 404}, address
    if answer.status_code in {200, 400, 404}:
        page = answer.content.decode()
        assert "<h1" in page, address
        assert 'href="/resources/"' in page, "a way on"
        assert "\x00" not in page
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies


@pytest.fixture
def get(library):
    client = Client(raise_request_exception=False)

    def get(address: str):
        path, _, query = address.partition("?")
        raw = unquote_to_bytes(path).decode(
            "latin-1"
        )  # as WSGI hands it over; the client itself cannot read every path
        return client.get("/", PATH_INFO=raw, QUERY_STRING=query)

    return get


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_works(get, value):
    """Every parameter with every value, alone and beside a sound one."""
    for parameter in PARAMETERS:
        for beside in ("", "&pillar=pillar-1", "&q=trust"):
            address = f"/resources/?{parameter}={value}{beside}"
            check(get(address), address)


@pytest.mark.parametrize("path", PATHS)
def test_any_path(get, path):
    check(get(path), path)


def test_every_page_takes_parameters_it_does_not_know(get, library):
    for path in ("/", "/about/", "/pillars/", "/pillars/pillar-1/", "/tags/", "/tags/youth/", "/whats-new/"):
        check(get(f"{path}?q=%00&page={HUGE}&x=%ff"), path)
    check(get(f"{library.get_absolute_url()}?page=%00"), "a record")
    for value in ("%00", "%ff", HUGE, "-1", "%D9%A2", "%E2%80%AE", "a" * 8_192):
        check(get(f"{library.permanent_url}tell-us/?broken={value}&paper={value}&key={value}&x={value}"), "tell us")
    for machine in ("/robots.txt", "/healthz", "/sitemap.xml"):
        assert get(f"{machine}?x=%00%ff").status_code == 200
    for name in (HUGE, "%00", "-1", "x", "%D9%A2", "0", "01", "9999999"):
        assert get(f"/sitemap-resources-{name}.xml").status_code == 404


def test_the_history_and_feeds_take_any_value(get):
    for value in VALUES.values():
        for address in (f"/whats-new/?what={value}&before={value}", f"/whats-new/?page={value}"):
            check(get(address), address)
        for address in (f"/whats-new.atom?what={value}&before={value}", f"/resources.feed.json?archive={value}"):
            assert get(address).status_code in {200, 404}, address


def test_1001_parameters(get):
    for parameter in ("pillar", "tag", "q", "page", "x"):
        query = "&".join(f"{parameter}=v{number}" for number in range(1_001))
        check(get(f"/resources/?{query}"), parameter)


def test_more_parameters_than_anyone_types_are_refused_with_a_page(get):
    for path in ("/", "/resources/", "/nowhere/"):
        answer = get(f"{path}?" + "&".join(f"a{number}=1" for number in range(2_500)))
        assert answer.status_code == 400
        check(answer, path)


def test_of_a_repeated_key_the_last_counts(get):
    answer = get("/resources/?q=nothing&q=trust&page=x&page=1&sort=title&sort=newest")
    assert 'id="status">1 result' in answer.content.decode()


def test_many_values_of_one_facet(get):
    query = "&".join(["pillar=pillar-1"] * 500)
    assert 'id="status">1 result' in get(f"/resources/?{query}").content.decode()
    notice = "only the first 50 values were read"
    assert notice in get(f"/resources/?{query}").content.decode()


def test_arabic_digits_are_digits(get):
    assert 'id="status">1 result' in get("/resources/?since=%D9%A2%D9%A0%D9%A1%D9%A6").content.decode()


def test_a_value_given_is_never_written_as_markup(get):
    page = get("/resources/?q=%3Cscript%3Ex%3C/script%3E&tag=%3Cb%3E&page=%3Ci%3E").content.decode()
    assert "<script>x" not in page
    assert "<b>”" not in page
    assert "<i>" not in page


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "NONSENSE"])
def test_any_method(get, library, method):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    form = f"{library.permanent_url}tell-us/"
    for path in ("/", "/resources/", library.get_absolute_url(), form, "/told/x/", "/documents/1/x", "/nowhere/"):
        assert client.generic(method, path, b"\x00\xff", content_type="text/plain").status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "a\x00b"},
        {"HTTP_COOKIE": "sessionid=%00; \xff=1"},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 9_000},
        {"HTTP_IF_MODIFIED_SINCE": "soon"},
        {"HTTP_ACCEPT": "\x00"},
        {"CONTENT_LENGTH": "many"},
    ],
)
def test_any_header(library, headers):
    client = Client(raise_request_exception=False)
    for path in ("/", "/resources/?q=trust", "/nowhere/"):
        assert client.get(path, **headers).status_code in {200, 400, 404}


def test_any_query_string(get):
    raw = st.binary(max_size=60).map(lambda found: found.decode("latin-1").replace("\n", "").replace("\r", ""))
    pieces = st.sampled_from([*VALUES.values(), "youth", "pillar-1", "2016", "trust", "title"]).filter(
        lambda v: len(v) < 200
    )
    pairs = st.lists(st.tuples(st.sampled_from(PARAMETERS), pieces).map("=".join), max_size=6).map("&".join)

    @settings(max_examples=250, suppress_health_check=list(HealthCheck))
    @given(raw | pairs)
    @example("q=\xff&page=\x00")
    def answers(query):
        check(get(f"/resources/?{query}"), query)

    answers()


def test_any_path_at_all(get):
    parts = st.sampled_from(
        ["resources", "r", "documents", "tags", "preview", "pillars", "%00", "%ff", "..", "1", HUGE]
    )
    paths = st.lists(parts | st.text(max_size=6), max_size=5).map(lambda found: "/" + "/".join(found))

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(paths)
    @example("//[/%00")
    def answers(path):
        try:
            path.encode()
        except UnicodeEncodeError:
            return
        assert get(path.replace("?", "")).status_code < 500

    answers()
