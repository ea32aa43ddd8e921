"""A text that a browser keeps as a file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CSV, JSON, CALENDAR = "text/csv; charset=utf-8", "application/json", "text/calendar; charset=utf-8"


def attachment(content: str, name: str, content_type: str) -> HttpResponse:
    """The answer that gives a text as a file called `name`. Search engines are told to keep none."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
