"""The door to private pages: who may come in, from where, and what a browser may remember of it.

No cookie and so no CSRF token: the address itself is the authority, and a page that could forge a form for what is kept
at one would have to know that address. Django's own check could not be used beside `no-referrer` in any case, because
browsers then send `Origin: null` with every form. What is left to refuse is a form on another site, and browsers say so
(`Sec-Fetch-Site`, or before that `Origin`).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from icpr.lib import tokens
from icpr.lib.http.forms import takes_form
from icpr.lib.http.origin import Origin, origin_of
from icpr.lib.http.secret_addresses import PRIVATE

Row = TypeVar("Row", bound=Model)
View = Callable[..., HttpResponse]


class TooMuchWritten(Exception):
    """Raised when more was written from one network than is kept, so that nobody can fill the disk."""


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site made the browser send this form."""
    return origin_of(request) is Origin.ELSEWHERE


def is_readable(request: HttpRequest) -> bool:
    """Whether a form came whole, of a size and number of fields that any form of a private page can have."""
    try:
        return request.POST is not None
    except (SuspiciousOperation, RequestDataTooBig, BadRequest, MultiPartParserError):
        return False


@contextmanager
def locked(row: Row, key: str = "edit_hash") -> Iterator[Row]:
    """The row as it is now, with nobody else changing it meanwhile. `key` is the column with the hash of its address.

    Raises Http404 when it was just deleted or got another private address.
    """
    with transaction.atomic():
        rows = type(row)._default_manager.select_for_update()
        held = rows.filter(pk=row.pk, **{key: getattr(row, key)}).first()
        if held is None:
            raise Http404
        yield held


@dataclass(frozen=True)
class PrivatePages:
    """The pages of what is kept at private addresses, such as a plan; its methods decorate their views.

    templates: the folder of the pages that say why something was not done: `elsewhere.html` (403), `unreadable.html`
    (400), `gone.html` (404) and `too_much.html` (429). home: the name of the route of the private page, which takes the
    token. find: the request and the hash of a token under the name of its column → the row; raises Http404.
    writing: the request and a row → the row, held, for what a form changes in it; may raise TooMuchWritten or Http404.
    """

    templates: str
    home: str
    find: Callable[..., Any]
    writing: Callable[[HttpRequest, Any], AbstractContextManager]
    edit_key: str = "edit_hash"
    share_key: str = "share_hash"

    def private(self, view: View) -> View:
        """For every page: nothing is stored, listed or passed on, and forms come from this site only."""

        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                if request.method == "POST" and comes_from_elsewhere(request):
                    response = render(request, f"{self.templates}/elsewhere.html", status=403)
                elif request.method == "POST" and not is_readable(request):
                    response = render(request, f"{self.templates}/unreadable.html", status=400)
                else:
                    response = view(request, *args, **kwargs)
            except Http404:
                response = render(request, f"{self.templates}/gone.html", status=404)
            except TooMuchWritten:
                response = render(request, f"{self.templates}/too_much.html", status=429)
            for name, value in PRIVATE.items():
                response.headers.setdefault(name, value)
            return response

        return guarded

    def editors(self, view: View) -> View:
        """A view of what is at a private address: gets the request, the row and the token. While a form is handled the
        row is held, so that of two forms the second sees what the first one did."""
        return self._for_editors(view, holds=True)

    def correspondents(self, view: View) -> View:
        """As for `editors`, but nothing is held while a form is handled: not while a mail server is waited for."""
        return self._for_editors(view, holds=False)

    def _for_editors(self, view: View, *, holds: bool) -> View:
        @self.private
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
            row = self.find(request, **{self.edit_key: tokens.hash_of(token)})
            if request.method != "POST" or not holds:
                return view(request, row, token, **kwargs)
            with self.writing(request, row) as held:
                return view(request, held, token, **kwargs)

        return opened

    def readers(self, view: View) -> View:
        """A view of what is at a share address, which changes nothing: gets the request, the row and the token."""

        @self.private
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
            return view(request, self.find(request, **{self.share_key: tokens.hash_of(token)}), token, **kwargs)

        return opened

    def posted(self, view: View) -> View:
        """For addresses that only take a form: whoever opens one goes to the private page."""

        @takes_form
        @wraps(view)
        def checked(request: HttpRequest, row: Any, token: str, **kwargs) -> HttpResponse:
            if request.method != "POST":
                return redirect(reverse(self.home, args=[token]))
            return view(request, row, token, **kwargs)

        return checked
