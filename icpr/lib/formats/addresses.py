"""The addresses of a list's forms, beside that of its page."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, register_converter

from icpr.lib.formats import Form, Source, links
from icpr.lib.formats.answers import answer

SourceOf = Callable[..., Source]


class SuffixConverter:
    """The suffix of a form: ".csv", ".csl.json". Which there are, each address says."""

    regex = r"(?:\.[a-z]+){1,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SuffixConverter, "suffix")


def page_and_forms(
    route: str,
    page: Callable[..., HttpResponse],
    kwargs: dict | None = None,
    *,
    name: str,
    forms: Sequence[Form],
    source: SourceOf,
) -> list[URLPattern]:
    """The address of a page, called `name`, and those of its forms, called `name-form`.

    `source` gives, from the request and the arguments of the route, what is written; it raises `Http404`, `Moved` or
    `Gone`.
    """
    links.learn(name, forms, source)
    view = partial(in_form, forms={form.suffix: form for form in forms}, source_of=source)
    return [
        path(route, page, kwargs, name=name),
        path(f"{route.removesuffix('/')}<suffix:suffix>", view, name=f"{name}-form"),
    ]


def in_form(
    request: HttpRequest, suffix: str, *, forms: Mapping[str, Form], source_of: SourceOf, **arguments
) -> HttpResponse:
    """What a source holds, in the form of a suffix. One without a form is an address that leads nowhere."""
    if suffix not in forms:
        raise Http404
    return answer(request, forms[suffix], partial(source_of, request, **arguments))
