"""Answers in JSON, and ways to the present address."""

import json
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect

from icpr.lib.http.site import absolute
from resources.api import PREFIX

JSON = "application/json"


def answer(data: Any, next_page: str | None = None) -> HttpResponse:
    """Data of plain types as they are; a next page is said in a `Link` header too.

    It is not put through the schemas once more: tests hold that it is as they say, and it would take as long as reading
    the records.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    headers = {"Link": f'<{next_page}>; rel="next"'} if next_page else {}
    return HttpResponse(text, content_type=JSON, headers=headers)


def moved(path: str) -> HttpResponse:
    """To another address of the API, for ever."""
    return HttpResponsePermanentRedirect(absolute(f"{PREFIX}{path}"))
