"""The editors' guide, `docs/curating.md`, as a page of the admin."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from icpr.lib.folding import slug_of
from icpr.lib.text.markdown import render_markdown

SOURCE = settings.BASE_DIR / "docs" / "curating.md"
# A picture stands on a line of its own, and is one of the static files.
PICTURE = re.compile(r"^!\[([^\]\n]+)\]\(\.\./static/(img/guide/[\w-]+\.webp)\)$", re.MULTILINE)


class Part(NamedTuple):
    """Some of the text, or a picture: what it shows in words, and its name among the static files."""

    html: SafeString = SafeString()
    words: str = ""
    picture: str = ""


class Section(NamedTuple):
    """What stands below a second-level heading; what stands before the first has no name."""

    name: str
    slug: str
    parts: list[Part]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For all staff: what they may not do themselves, a colleague may."""
    before, *sections = sections_of(SOURCE.read_text(encoding="utf-8"))
    context = {"title": "Guide for editors", "before": before, "sections": sections}
    return TemplateResponse(request, "admin/guide.html", admin.site.each_context(request) | context)


def sections_of(text: str) -> list[Section]:
    """The text in its sections, the one before the first heading without the title of the document. Each is rendered
    by itself, because the renderer takes no longer texts than readers are given."""
    before, *rest = re.split(r"^## ", text, flags=re.MULTILINE)
    named = [each.partition("\n") for each in rest]
    first = Section("", "", [*_parts(re.sub(r"\A# .*", "", before))])
    return [first, *(Section(name.strip(), slug_of(name), [*_parts(words)]) for name, _, words in named)]


def _parts(text: str) -> Iterator[Part]:
    """`PICTURE` cuts a text into words, what a picture shows, its file, words and so on."""
    words, *rest = PICTURE.split(text)
    yield Part(render_markdown(words))
    for shown, picture, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        yield Part(words=shown, picture=picture)
        yield Part(render_markdown(after))
