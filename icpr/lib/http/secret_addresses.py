"""Capability URLs: whoever has such an address may open what it leads to, so caches, logs and other sites must not.

The routes are the registry: a part of a path whose converter is a `SecretConverter` is a secret. `learn` reads them
once; what the log leaves out (`hide`) and what is never stored (`keep_private`) follow from them.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver

from icpr.lib import tokens

PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
SHORTEST = 20  # characters: what is shorter is a word of an address, or too little of a secret to be of use

# A secret without its address, as in the message of an exception: perhaps the number of a row, then 32 bytes in base64.
# Names of 43 characters, in addresses and in source code, are not of capitals and small letters both.
BARE = re.compile(
    r"(?:(?<![\w-])|(?<=%[0-9A-Fa-f]{2}))(?:\d{1,18}(?::|%3[Aa]))?"
    r"(?=[\w-]{0,42}[A-Z])(?=[\w-]{0,42}[a-z])[\w-]{43}(?![\w-])",
    re.ASCII,
)


class SecretConverter:
    """A token in a path. Anything of another shape is no address of ours."""

    regex = tokens.SHAPE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Registry:
    """What stands before the secrets of a site's routes, as one pattern."""

    def __init__(self):
        self.pattern = re.compile(r"((?!))")  # nothing

    def learn(self, urlpatterns: Iterable[URLPattern | URLResolver]) -> None:
        before = sorted(set(_before_secrets(urlpatterns)), key=len, reverse=True)
        starts = "|".join(map(_in_any_spelling, before))
        self.pattern = (
            re.compile(rf"({starts})[^\s/?#&\"'<>\\]{{{SHORTEST},}}", re.IGNORECASE) if before else self.pattern
        )


_known = Registry()
learn = _known.learn


def hide(text: str) -> str:
    """A text with an ellipsis for every secret in it: in an address however it is escaped, or by itself."""
    return BARE.sub("…", _known.pattern.sub(r"\1…", text))


def is_secret(path: str) -> bool:
    """Whether a path may hold a secret, be there anything at it or not."""
    return _known.pattern.match(path) is not None


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whatever answers at an address that may hold a secret, be it a redirect or an error, is `PRIVATE`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_secret(request.path):
            for name, value in PRIVATE.items():
                response.headers[name] = value
        return response

    return middleware


def _before_secrets(urlpatterns: Iterable[URLPattern | URLResolver], above: str = "/") -> Iterator[str]:
    """The part of each route before its first secret."""
    for each in urlpatterns:
        route = above + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _before_secrets(each.url_patterns, route)
        for name, converter in each.pattern.converters.items():
            if isinstance(converter, SecretConverter):
                yield re.split(rf"<(?:\w+:)?{name}>", route)[0]


def _in_any_spelling(start: str) -> str:
    """A pattern for a start of a path, percent-encoded or not, once or again, in whole or in part."""
    return r"[^\s/]+".join("".join(map(_spelled, literal)) for literal in re.split("<[^>]+>", start))


def _spelled(character: str) -> str:
    if character == "/":
        return r"(?:\\*/|%(?:25)*2F)+"
    return rf"(?:{re.escape(character)}|%(?:25)*{ord(character):02X})"
