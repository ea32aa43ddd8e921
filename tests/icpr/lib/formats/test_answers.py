"""What stands at a form's address: text, headers, parts of what is too long, and why there is nothing."""

import re
from dataclasses import dataclass, field

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from icpr.lib.batches import BATCH
from icpr.lib.formats import Form, Gone, Moved
from icpr.lib.formats.addresses import in_form, page_and_forms
from icpr.lib.formats.answers import answer, said
from icpr.lib.formats.links import address_of, by_use, forms_of, links
from icpr.lib.query.notices import Notice


@dataclass
class Letters:
    """A list of letters."""

    text: str
    heading: str = "Some letters"
    address: str = "/letters/?from=a"
    notices: list[Notice] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.text)


def write(part):
    yield from part.source.text[part.pages.start : part.pages.stop]


PLAIN = Form("txt", ".txt", "text/plain; charset=utf-8", "Text", 3, write, use="cite")
DATA = Form("json", ".json", "application/json", "JSON", 3, write, use="data", is_paged=True, parameters=("indent",))


def asked(form: Form, source, query: str = "", method: str = "get") -> HttpResponse:
    request = getattr(RequestFactory(), method)(f"/letters{form.suffix}?{query}")
    return answer(request, form, lambda: source)


def test_works():
    found = asked(PLAIN, Letters("abc"))
    assert found.content == b"abc"
    assert dict(found.items()) == {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Disposition, Link, X-Notice",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="icpr-some-letters.txt"',
        "Link": '<https://library.test/letters/?from=a>; rel="canonical"',
        "Content-Type": "text/plain; charset=utf-8",
    }


def test_what_is_too_long_comes_in_parts_which_say_where_the_rest_is():
    first, second = asked(PLAIN, Letters("abcde")), asked(PLAIN, Letters("abcde"), "page=2")
    assert (first.content, second.content) == (b"abc", b"de")
    assert '<https://library.test/letters.txt?from=a&page=2>; rel="next"' in first["Link"]
    assert '<https://library.test/letters.txt?from=a>; rel="prev"' in second["Link"]
    assert first["X-Notice"] == (
        '%"These are records 1 to 3 of 5; one answer holds 3. '
        'The next are at https://library.test/letters.txt?from=a&page=2."'
    )
    assert second["X-Notice"] == '%"These are records 4 to 5 of 5; one answer holds 3."'
    assert 'filename="icpr-some-letters-records-4-to-5.txt"' in second["Content-Disposition"]


def test_who_expects_pages_is_not_told_of_them():
    found = asked(DATA, Letters("abcde"))
    assert "X-Notice" not in found
    assert 'rel="next"' in found["Link"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "9" * 400, "\0", "２", " "])
def test_any_page_is_answered(page):
    assert asked(PLAIN, Letters("abcde"), f"page={page}").content in (b"abc", b"de")


def test_parameters_of_a_form_stay_in_the_addresses_of_its_parts():
    found = asked(DATA, Letters("abcde"), "indent=%26x%0a&other=1")
    assert '<https://library.test/letters.json?from=a&indent=%26x&page=2>; rel="next"' in found["Link"]


def test_an_empty_list_says_so():
    assert asked(PLAIN, Letters(""))["X-Notice"] == '%"There is nothing in this list."'


def test_notices_are_ascii_in_the_header_and_not_without_end():
    found = asked(PLAIN, Letters("a", notices=[Notice("q", 'Not “x”, 100 % "é"\r\nSet-Cookie: a')] * 9))["X-Notice"]
    assert found.isascii()
    assert found.count('%"') == 6
    assert found.startswith('%"Not %e2%80%9cx%e2%80%9d, 100 %25 %22%c3%a9%22 Set-Cookie: a", ')
    assert found.endswith('%"4 more were left out."')
    assert len(said([Notice("q", "é " * 5_000)] * 9)) < 4_000


def test_links_that_no_proxy_would_pass_on_are_left_out():
    letters = Letters("abcdefg", address=f"/letters/?q={'%F0%9F%98%80' * 100}")
    assert re.findall('rel="([a-z]+)"', asked(PLAIN, letters, "page=2")["Link"]) == ["canonical", "next"]
    assert len(asked(PLAIN, letters, "page=2")["Link"]) < 3_000
    letters.address += "x" * 3_000
    assert asked(PLAIN, letters)["Link"] == ""


@pytest.mark.parametrize("size", [BATCH - 1, BATCH * 3 + 7])
def test_what_is_long_is_sent_while_it_is_written(size):
    form = Form("txt", ".txt", "text/plain", "Text", size, write)
    found = asked(form, Letters("a" * size))
    assert found.streaming == (size > BATCH)
    assert found.getvalue() == b"a" * size
    assert asked(form, Letters("a" * size), method="head").getvalue() in (b"", b"a" * size)


def test_what_fails_at_the_beginning_is_an_error_and_not_half_an_answer():
    def broken(part):
        raise OSError("disk")
        yield ""

    with pytest.raises(OSError, match="disk"):
        asked(Form("txt", ".txt", "text/plain", "Text", 9, broken), Letters("a"))


def failing(error: Exception):
    def source(request):
        raise error

    return source


def at(error: Exception, suffix: str) -> HttpResponse:
    forms = {form.suffix: form for form in (PLAIN, DATA)}
    return in_form(RequestFactory().get("/x?q=a%26b"), suffix, forms=forms, source_of=failing(error))


def test_what_moved_leads_on_with_suffix_and_query():
    found = at(Moved("/tags/now/"), ".json")
    assert (found.status_code, found["Location"]) == (301, "/tags/now.json?q=a%26b")


def test_what_is_gone_is_said_in_the_forms_own_way():
    gone = Gone("It is gone.", use_instead="https://library.test/new/")
    assert at(gone, ".txt").content.decode() == "It is gone.\nUse instead: https://library.test/new/\n"
    found = at(gone, ".json")
    assert (found.status_code, found["Content-Type"]) == (410, "application/problem+json")


def test_what_is_not_there_is_said_in_the_forms_own_way():
    assert (at(Http404(), ".txt").status_code, at(Http404(), ".json")["Content-Type"]) == (
        404,
        "application/problem+json",
    )
    with pytest.raises(Http404):
        at(Http404(), ".pdf")


def test_the_routes_of_a_page_and_its_forms():
    page, forms = page_and_forms("letters/", write, name="letters-of-a-test", forms=[PLAIN], source=Letters)
    assert (page.name, forms.name) == ("letters-of-a-test", "letters-of-a-test-form")
    assert forms.resolve("letters.txt").kwargs["suffix"] == ".txt"
    assert forms.resolve("letters.csl.json").kwargs["suffix"] == ".csl.json"
    for other in ("letters", "letters/", "letters.txt/", "letters.", "letters.TXT", "letters.a.b.c.d"):
        assert forms.resolve(other) is None
    assert forms_of("letters-of-a-test") == [PLAIN]


def test_links_by_what_they_are_for():
    assert address_of(PLAIN, "/letters/?from=a") == "/letters.txt?from=a"
    found = links([DATA, PLAIN], "/letters/", 7)
    assert [(link.url, link.parts) for link in found] == [("/letters.json", 1), ("/letters.txt", 3)]
    assert [(words, [link.form for link in some]) for words, some in by_use(found)] == [
        ("Cite", [PLAIN]),
        ("For programs", [DATA]),
    ]
    assert links([PLAIN], "/letters/", 0) == []
