"""The lists that a browser remembers, for whoever ticked that it should: their tokens, in a cookie that goes to the
pages of lists alone, so that no other page ever gets one."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from icpr.lib import tokens
from resources.reading_lists.models import ReadingList

NAME, PATH = "lists", "/lists/"
MOST = 10
SECONDS = 400 * 86_400  # browsers keep none longer
TOKEN = re.compile(tokens.SHAPE)


def tokens_in(request: HttpRequest) -> list[str]:
    """The tokens this browser remembers, the last first."""
    sent = request.COOKIES.get(NAME, "").split(".")[:MOST]
    return [token for token in dict.fromkeys(sent) if TOKEN.fullmatch(token)]


def lists(request: HttpRequest) -> list[tuple[str, ReadingList]]:
    """The lists this browser remembers and that are still there, each with its token; in one query, or none."""
    by_hash = {tokens.hash_of(token): token for token in tokens_in(request)}
    there = ReadingList.objects.filter(edit_hash__in=by_hash).in_bulk(field_name="edit_hash") if by_hash else {}
    return [(token, there[key]) for key, token in by_hash.items() if key in there]


def remember(request: HttpRequest, response: HttpResponse, token: str, *, instead_of: str = "") -> None:
    """Have this browser remember a list; beyond ten the one that was remembered first is forgotten."""
    _set(response, [token, *(each for each in tokens_in(request) if each not in (token, instead_of))])


def forget(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Have this browser forget a list, if it remembers it."""
    if token in (known := tokens_in(request)):
        _set(response, [each for each in known if each != token])


def _set(response: HttpResponse, kept: list[str]) -> None:
    if not kept:
        response.delete_cookie(NAME, path=PATH, samesite="Lax")
        return
    options = {"path": PATH, "httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_cookie(NAME, ".".join(kept[:MOST]), max_age=SECONDS, **options)
