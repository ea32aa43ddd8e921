"""Public pages asked for a second time: sent as they were made, or 304, and never to whom or when they must not be."""

import re
from datetime import timedelta
from time import sleep

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.utils import timezone

from icpr.lib import tokens
from icpr.lib.http import keeping
from resources import search_log
from resources.models import PreviewLink, SearchCount, Tag
from tests.factories import make_document, make_resource
from tests.reading import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_kept_yet")]

NOTHING_KEPT = {"Cache-Control": "no-cache"}


def test_works(reader, address, django_assert_num_queries):
    made = reader.get(address)
    assert (made.code, made.headers["Content-Encoding"], made.headers["Vary"]) == (200, "br", "Accept-Encoding")
    assert made.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert re.fullmatch(r'W/"[0-9a-f]{24}"', made.etag)
    assert made.text == Client().get(address).content.decode()
    assert len(made.body) == int(made.headers["Content-Length"]) < len(made.text) / 2
    with django_assert_num_queries(1):
        assert reader.get(address) == made
    with django_assert_num_queries(1):
        has_it = reader.get(address, **{"If-None-Match": made.etag})
    assert (has_it.code, has_it.body) == (304, b"")
    kept = {name: made.headers[name] for name in ("Cache-Control", "ETag", "Vary")}
    assert has_it.headers == kept | {"Access-Control-Allow-Origin": "*"}


def test_a_page_that_is_made_costs_two_questions_more(reader, django_assert_num_queries):
    reader.get("/privacy/")  # reads when the clock changes anything
    with django_assert_num_queries(2):
        assert reader.get("/accessibility/").code == 200


def test_it_is_sent_as_django_sends_it(reader, address):
    by_django = Client().get(address)
    for _ in range(2):
        answer = reader.get(address, **{"Accept-Encoding": None})
        assert by_django.items() - {("Vary", "Accept-Encoding")} <= answer.headers.items()
        assert answer.body == by_django.content


def test_equal_queries_share_a_page(reader, address, django_assert_num_queries):
    one = reader.get("/resources/?pillar=pillar-1&kind=guide&tag=a+b")
    with django_assert_num_queries(1):
        assert reader.get("/resources/?kind=guide&tag=a%20b&pillar=%70illar-1") == one
    assert reader.get("/resources/?kind=report&pillar=pillar-1").etag != one.etag


def test_of_a_repeated_parameter_the_order_counts(reader):
    for number in range(25):
        make_resource(title=f"Bicycle patrols {number}")
    pages = [reader.get(f"/resources/?page={first}&page={second}") for first, second in ((1, 2), (2, 1))]
    assert pages[0].etag != pages[1].etag
    assert pages[0].text != pages[1].text


def test_each_coding_is_made_of_the_page_that_is_kept(reader, address, django_assert_num_queries):
    made = reader.get(address)
    for accepted, coding in (("gzip", "gzip"), ("identity", None), ("br;q=0, gzip;q=0.2", "gzip"), (None, None)):
        with django_assert_num_queries(1):
            other = reader.get(address, **{"Accept-Encoding": accepted})
        assert (other.headers.get("Content-Encoding"), other.text, other.etag) == (coding, made.text, made.etag)
        assert int(other.headers["Content-Length"]) == len(other.body)


def test_what_is_short_is_not_compressed(reader):
    for _ in range(2):
        assert "Content-Encoding" not in reader.get("/resources.ris?q=zeppelin").headers


def test_head_is_answered_like_get(reader, address, django_assert_num_queries):
    made = reader.get(address, "HEAD")
    with django_assert_num_queries(1):
        assert reader.get(address) == made
    with django_assert_num_queries(1):
        assert reader.get(address, "HEAD").headers == made.headers
    assert reader.get(address, "HEAD", **{"If-None-Match": made.etag}).code == 304


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ('"other", {etag}', 304),
        ('{strong} , W/"other"', 304),
        ("*", 304),
        ('"other"', 200),
        ("{bare}", 200),
        ('W/"{bare}', 200),
        ('"x{bare}"', 200),
        ('\x00\xff,,,"', 200),
        ("", 200),
    ],
)
def test_if_none_match(reader, address, header, code):
    etag = reader.get(address).etag
    strong = etag.removeprefix("W/")
    given = header.format(etag=etag, strong=strong, bare=strong.strip('"'))
    assert reader.get(address, **{"If-None-Match": given}).code == code


def test_a_star_asks_whether_there_is_a_page(reader, address):
    assert reader.get(address, **{"If-None-Match": "*"}).code == 304
    assert reader.get("/resources/none/", **{"If-None-Match": "*"}).code == 404


def test_other_conditions(reader, address):
    made = reader.get(address)
    assert reader.get(address, **{"If-Match": made.etag}).code == 412
    assert reader.get(address, **{"If-Match": "*"}).code == 200
    assert reader.get(address, **{"Range": "bytes=0-9", "If-Range": made.etag}) == made
    assert reader.get(address, **{"If-Modified-Since": "Sat, 28 Nov 2026 12:00:00 GMT"}) == made


def test_another_address_or_host_has_another_validator(reader, address, settings):
    settings.ALLOWED_HOSTS = ["localhost", "other.test"]
    etag = reader.get(address).etag
    assert reader.get("/resources/", **{"If-None-Match": etag}).code == 200
    assert reader.get(address, host="other.test", **{"If-None-Match": etag}).code == 200


def test_a_host_that_is_not_ours_is_refused_each_time(reader, address):
    etag = reader.get(address).etag
    for _ in range(2):
        assert reader.get(address, host="evil.test", **{"If-None-Match": etag}).code == 400


def test_https_is_asked_for_each_time(settings, address):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    reader = Reader()
    made = reader.get(address, scheme="https")
    assert reader.get(address, scheme="https").headers["Strict-Transport-Security"].startswith("max-age=60")
    for _ in range(2):
        assert reader.get(address, **{"If-None-Match": made.etag}).code == 301


# Who it is not for
@pytest.mark.parametrize("headers", [{"Cookie": "sessionid=stale"}, {"Authorization": "Basic eDp5"}])
def test_who_says_who_asks_gets_a_page_of_their_own(reader, address, headers):
    etag = reader.get(address).etag
    answer = reader.get(address, **headers, **{"If-None-Match": etag})
    assert (answer.code, answer.headers["Cache-Control"], answer.etag) == (200, "private, no-cache", "")
    assert "Content-Encoding" not in answer.headers


def test_staff_get_what_they_are_due_and_leave_nothing_behind(reader, admin_client, address):
    cookie = f"sessionid={admin_client.cookies['sessionid'].value}"
    assert reader.get("/admin/", Cookie=cookie).code == 200
    assert "ETag" not in reader.get(address, Cookie=cookie).headers
    assert reader.get("/admin/").code == 302
    assert caches["pages"].memory.size == 0


def test_private_addresses_have_no_validator_and_no_compression(reader):
    draft = make_resource(title="Draft", status="draft")
    preview = PreviewLink.objects.create(resource=draft)
    public = make_resource(title="Public")
    document = make_document(resource=public, file=ContentFile(b"words " * 100, "words.txt"))
    private = [preview.get_absolute_url(), f"/plan/{tokens.new_token()}/", f"/r/{public.permanent_number}/tell-us/"]
    for address in (*private, document.get_absolute_url(), "/suggest?q=pub", "/admin/login/", "/healthz", "/nowhere/"):
        for _ in range(2):
            answer = reader.get(address)
            assert not answer.etag.startswith("W/"), address
            assert "Content-Encoding" not in answer.headers, address
    assert caches["pages"].memory.size == 0


def test_forms_are_not_answered_by_a_page(reader, address):
    reader.get(address)
    assert reader.get(address, "POST").code == 405


def test_a_page_with_a_key_of_its_own_is_made_each_time(reader):
    answers = [reader.get("/resources/?q=unicycle") for _ in range(2)]
    keys = {re.search(r'name="key" value="([^"]+)"', answer.text)[1] for answer in answers}
    assert len(keys) == 2
    assert NOTHING_KEPT.items() <= answers[1].headers.items()
    assert answers[1].headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("change", ["cookie", "vary", "cache-control", "reason"])
def test_what_is_not_for_everybody_is_not_kept(address, change):
    django = WSGIHandler()

    def application(environ, start_response):
        def with_more(status, headers, error=None):
            return start_response(status, [*headers, *more])

        more = [("Set-Cookie", "a=b")] if change == "cookie" else []
        response = django(environ, with_more)
        if change == "cookie":
            response.set_cookie("a", "b")
        elif change == "vary":
            response["Vary"] = "Accept-Encoding, Cookie"
        elif change == "cache-control":
            response["Cache-Control"] = "max-age=5"
        else:
            keeping.leave_out("it is of yesterday")
        return response

    reader = Reader(application)
    assert [reader.get(address).etag for _ in range(2)] == ["", ""]
    assert caches["pages"].memory.size == 0


def test_a_validator_of_its_own_stays_with_its_bytes(address):
    django = WSGIHandler()

    def application(environ, start_response):
        return django(environ, lambda status, headers, error=None: start_response(status, [*headers, ("ETag", '"a"')]))

    def with_its_own(environ, start_response):
        response = application(environ, start_response)
        response["ETag"] = '"a"'
        return response

    answer = Reader(with_its_own).get(address)
    assert (answer.etag, answer.headers.get("Content-Encoding")) == ('"a"', None)
    assert caches["pages"].memory.size == 0


def test_what_is_no_page_is_made_each_time_and_asked_for_again(reader):
    gone = make_resource(title="Gone")
    gone.withdraw("Taken back.")
    for address, code in ((gone.get_absolute_url(), 410), ("/resources/none/", 404), ("/resources/?q=", 302)):
        for _ in range(2):
            answer = reader.get(address)
            assert (answer.code, answer.etag, answer.headers["Cache-Control"]) == (code, "", "no-cache"), address
    assert caches["pages"].memory.size == 0


def test_too_many_parameters_are_refused(reader):
    assert reader.get("/resources/?" + "&".join(f"a{number}=1" for number in range(1_001))).code == 400


def test_any_bytes_in_an_address_have_an_answer(reader):
    for address in ("/resources/?q=%ff%00&%ed%a0%80=1", "/resources/%ff/", "/resources/?" + "x" * 3_000, "/%c3"):
        assert reader.get(address).code in (200, 302, 404), address


def test_a_query_in_another_encoding_is_nobody_elses(reader):
    make_resource(title="Ã¼ber alles")
    odd = Reader(WSGIHandler()).get("/resources/?q=%C3%BCber", content_type="text/plain; charset=latin-1")
    assert odd.etag == ""
    assert reader.get("/resources/?q=%C3%BCber").text != odd.text


# When it must not be sent
def test_an_edit_makes_a_new_page(reader):
    resource = make_resource(title="Bicycle patrols", in_brief="The first text.")
    resource.tags.add("foot-patrol")
    before = reader.get(resource.get_absolute_url())
    resource.in_brief = "The second text."
    resource.save()
    after = reader.get(resource.get_absolute_url(), **{"If-None-Match": before.etag})
    assert (after.code, "The second text." in after.text) == (200, True)
    Tag.objects.update(name="Walking")
    assert "Walking" in reader.get(resource.get_absolute_url(), **{"If-None-Match": after.etag}).text


def test_a_withdrawal_is_seen_at_once(reader):
    resource = make_resource(title="Bicycle patrols")
    listed, shown = reader.get("/resources/"), reader.get(resource.get_absolute_url())
    resource.withdraw("Taken back.")
    assert reader.get(resource.get_absolute_url(), **{"If-None-Match": shown.etag}).code == 410
    assert "Bicycle" not in reader.get("/resources/", **{"If-None-Match": listed.etag}).text


def test_the_clock_makes_a_new_page_though_no_row_changes(reader):
    now = timezone.now()
    later = make_resource(title="Bicycle patrols", publish_at=now + timedelta(seconds=0.6))
    make_resource(title="Foot patrols", expire_at=now + timedelta(seconds=0.6))
    before = reader.get("/resources/")
    assert ("Foot patrols" in before.text, "Bicycle patrols" in before.text) == (True, False)
    assert reader.get(later.get_absolute_url()).code == 404
    sleep(0.7)
    after = reader.get("/resources/", **{"If-None-Match": before.etag})
    assert (after.code, "Foot patrols" in after.text, "Bicycle patrols" in after.text) == (200, False, True)
    assert reader.get(later.get_absolute_url()).code == 200


def test_a_page_during_which_something_changed_is_not_kept(address):
    django = WSGIHandler()

    def application(environ, start_response):
        response = django(environ, start_response)
        make_resource(title="Meanwhile")
        return response

    answer = Reader(application).get("/resources/")
    assert (answer.code, answer.etag, answer.headers["Cache-Control"]) == (200, "", "no-cache")
    assert "Meanwhile" in Reader().get("/resources/").text


def test_another_build_has_other_pages(reader, settings):
    etag = reader.get("/about/").etag
    assert Reader().get("/about/").etag == etag
    settings.CONTACT_EMAIL = "library@example.org"
    answer = Reader().get("/about/", **{"If-None-Match": etag})
    assert (answer.code, "library@example.org" in answer.text) == (200, True)


# What is counted
def counted() -> list[tuple[str, int]]:
    search_log.flush()
    return list(SearchCount.objects.values_list("query", "times"))


@pytest.mark.parametrize("has_it", [False, True])
def test_a_search_counts_when_its_page_is_kept_too(reader, address, has_it):
    made = reader.get("/resources/?q=bicycle", **{"User-Agent": "curl"})
    assert (made.code, counted()) == (200, [])
    headers = {"If-None-Match": made.etag} if has_it else {}
    for browser, times in (("Firefox", 1), ("Firefox", 1), ("Safari", 2), ("Googlebot", 2)):
        answer = reader.get("/resources/?q=bicycle", **headers, **{"User-Agent": browser})
        assert answer.code == (304 if has_it else 200)
        assert counted() == [("bicycle", times)]
    reader.get("/resources/?q=bicycle", "HEAD", **{"User-Agent": "Opera"})
    assert counted() == [("bicycle", 2)]


def test_a_search_counts_when_its_page_is_forgotten(reader, address):
    etag = reader.get("/resources/?q=bicycle", **{"User-Agent": "curl"}).etag
    caches["pages"].clear()
    assert reader.get("/resources/?q=bicycle", **{"If-None-Match": etag}).code == 304
    assert counted() == [("bicycle", 1)]
