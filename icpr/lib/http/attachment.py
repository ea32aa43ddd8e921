"""A text that a browser keeps as a file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CSV, JSON, CALENDAR = "text/csv; charset=utf-8", "application/json", "text/calendar; charset=utf-8"


HEADER = "Content-Disposition"


def named(name: str, *, is_file: bool) -> dict[str, str]:
    """The header that says what an answer is called when it is kept, and whether that is what it is for."""
    return {HEADER: content_disposition_header(is_file, name)}


def attachment(content: str, name: str, content_type: str) -> HttpResponse:
    """The answer that gives a text as a file called `name`. Search engines are told to keep none."""
    headers = named(name, is_file=True) | {"X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=content_type, headers=headers)
