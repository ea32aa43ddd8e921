"""The door to a plan: who may come in, from where, and what a browser may remember of it.

No cookie and so no CSRF token: the address itself is the authority, and a page that could forge a form for a plan would
have to know that address. Django's own check could not be used beside `no-referrer` in any case, because browsers then
send `Origin: null` with every form. What is left to refuse is a form on another site, and browsers say so
(`Sec-Fetch-Site`, or before that `Origin`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from icpr.jobs.runner import wake
from icpr.lib import tokens
from icpr.lib.http.forms import takes_form
from icpr.lib.http.origin import Origin, origin_of
from icpr.lib.http.secret_addresses import PRIVATE
from pillars.models import Plan
from pillars.plans import last_opened, limits
from pillars.plans.history import locked


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site made the browser send this form."""
    return origin_of(request) is Origin.ELSEWHERE


def is_readable(request: HttpRequest) -> bool:
    """Whether a form came whole, of a size and number of fields that any form of a plan can have."""
    try:
        return request.POST is not None
    except (SuspiciousOperation, RequestDataTooBig, BadRequest, MultiPartParserError):
        return False


class TooMuchWritten(Exception):
    """Raised when more was written from one network than plans need, so that nobody can fill the disk."""


@contextmanager
def writing(request: HttpRequest, plan: Plan) -> Iterator[Plan]:
    """The plan, held, for what a form changes in it. Raises TooMuchWritten, and then nothing is changed."""
    with locked(plan) as held:
        yield held
        if not limits.may_write(request, held):
            raise TooMuchWritten


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For every page of plans: nothing is stored, listed or passed on, and forms come from this site only."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            if request.method == "POST" and comes_from_elsewhere(request):
                response = render(request, "plans/elsewhere.html", status=403)
            elif request.method == "POST" and not is_readable(request):
                response = render(request, "plans/unreadable.html", status=400)
            else:
                response = view(request, *args, **kwargs)
        except Http404:
            response = render(request, "plans/gone.html", status=404)
        except TooMuchWritten:
            response = render(request, "plans/too_much.html", status=429)
        for name, value in PRIVATE.items():
            response.headers.setdefault(name, value)
        return response

    return guarded


def _found(request: HttpRequest, **lookup: str) -> Plan:
    """The plan with this hash, to be marked as used today."""
    plan = Plan.objects.filter(**lookup).first()
    if plan is None:
        raise Http404
    plan.lapse_warning = last_opened.note(plan)
    if plan.lapse_warning:
        wake("write-openings")
    return plan


def _for_editors(view: Callable[..., HttpResponse], *, holds: bool) -> Callable[..., HttpResponse]:
    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        plan = _found(request, edit_hash=tokens.hash_of(token))
        if request.method != "POST" or not holds:
            return view(request, plan, token, **kwargs)
        with writing(request, plan) as held:
            held.touch()
            return view(request, held, token, **kwargs)

    return opened


# A view of the plan at a private address: gets the request, the plan and the token. While a form is handled the plan's
# row is held, so that of two forms the second sees what the first one did; but not while a mail server is waited for.
editors = partial(_for_editors, holds=True)
correspondents = partial(_for_editors, holds=False)


def readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the plan at its share address, which changes nothing: gets the request, the plan and the token."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        return view(request, _found(request, share_hash=tokens.hash_of(token)), token, **kwargs)

    return opened


def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For addresses that only take a form: whoever opens one goes to the plan."""

    @takes_form
    @wraps(view)
    def checked(request: HttpRequest, plan: Plan, token: str, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return redirect(reverse("plan", args=[token]))
        return view(request, plan, token, **kwargs)

    return checked
