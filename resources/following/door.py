"""The door to the pages of followers: nothing of them is kept, listed or passed on, and there is no cookie.

Forms come from this site only, but where mail programs end a subscription: those send theirs from wherever they run.
"""

from contextlib import AbstractContextManager
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from icpr.lib.http.forms import takes_form
from icpr.lib.http.private_pages import PrivatePages, View, locked
from icpr.lib.http.secret_addresses import PRIVATE
from resources.following.models import Follower


def _found(request: HttpRequest, **lookup: str) -> Follower:
    follower = Follower.objects.filter(**lookup).first()
    if follower is None:
        raise Http404
    return follower


def _writing(request: HttpRequest, follower: Follower) -> AbstractContextManager[Follower]:
    return locked(follower, "manage_hash")


PAGES = PrivatePages("following", home="follow-manage", find=_found, writing=_writing, edit_key="manage_hash")
private, holders = PAGES.private, PAGES.editors


def from_anywhere(view: View) -> View:
    """For addresses that mail programs send a form to: without cookie and token, from any site, never redirected."""

    @csrf_exempt
    @takes_form
    @wraps(view)
    def open_to_all(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        for name, value in PRIVATE.items():
            response.headers.setdefault(name, value)
        return response

    return open_to_all
