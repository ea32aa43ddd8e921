"""Where a list begins, and where something is added to one: with an empty list, a pasted address, or one remembered."""

import re
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from icpr.kept.history import is_repeat
from icpr.kept.kinds import nonce_in
from icpr.lib import idempotency, tokens
from icpr.lib.http.forms import takes_form
from resources.models.listed_entries import Thing, title_of
from resources.reading_lists import history, remembered, things
from resources.reading_lists.decorators import private, writing
from resources.reading_lists.forms import AboutForm
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import MOST_ENTRIES, ReadingList
from resources.reading_lists.views.common import back_of

SHARED = re.compile(rf"/lists/shared/{tokens.SHAPE}")
ADDRESS = re.compile(rf"/lists/({tokens.SHAPE})(?:[/?#]|$)|^({tokens.SHAPE})$")

NO_ADDRESS = "This is not the private address of a list. Paste it whole, as it was shown to you."
NOT_THERE = "There is no list at this address. It may have been deleted, or its address replaced."
READ_ONLY = "This link is only for reading a list. Ask whoever keeps the list for its private address."
TOO_MANY = (
    f"A list holds at most {MOST_ENTRIES} entries, and with this it would hold more. Nothing was added. "
    "Begin a second list, or remove entries from this one first."
)
STARTED_ENOUGH = "Many lists were begun from your network within an hour, so that this one was not. Try again later."


@private
@takes_form
def lists(request: HttpRequest) -> HttpResponse:
    """Begin a list, go to one by its pasted address, or to one that this browser remembers."""
    return _answer(request, [])


@private
@takes_form
def add(request: HttpRequest) -> HttpResponse:
    """Add what `what` names, any number of times, to a list: a new one, one remembered, or one by its address."""
    sent = request.POST if request.method == "POST" else request.GET
    return _answer(request, sent.getlist("what"))


def _answer(request: HttpRequest, names: list[str]) -> HttpResponse:
    found = things.found(names[: MOST_ENTRIES + 1])
    if request.method != "POST" or (names and not found):
        return _page(request, names, found, code=200 if request.method != "POST" else 400)
    if len(found) > MOST_ENTRIES:
        return _page(request, names, found, wrong=TOO_MANY, code=400)
    if "address" in request.POST or "list" in request.POST:
        token, wrong = _named(request)
        return _page(request, names, found, wrong=wrong, code=400) if wrong else _add(request, token, names, found)
    about = AboutForm({"title": request.POST.get("title", ""), "introduction": ""})
    if not about.is_valid():
        return _page(request, names, found, title_error=about.errors["title"][0], code=400)
    token, kept = LISTS.begin(request)
    if kept is None:
        return _page(request, names, found, wrong=STARTED_ENOUGH, code=429)
    return _add(request, token, names, found, about.cleaned_data)


def _named(request: HttpRequest) -> tuple[str, str]:
    """The token of the list that a form names, and what is wrong with the name."""
    typed = request.POST.get("list") or request.POST.get("address", "").strip()
    address = ADDRESS.search(typed)
    if address is None:
        return "", READ_ONLY if SHARED.search(typed) else NO_ADDRESS
    token = address[1] or address[2]
    is_there = ReadingList.objects.filter(edit_hash=tokens.hash_of(token)).exists()
    return token, "" if is_there else NOT_THERE


def _add(
    request: HttpRequest, token: str, names: list[str], found: list[Thing], about: dict | None = None
) -> HttpResponse:
    """Add things to a list, which with `about` was just begun, and go there."""
    kept, key = ReadingList.objects.filter(edit_hash=tokens.hash_of(token)).first(), f"{nonce_in(request)}:add"
    if kept is None:
        raise Http404
    added = []
    with writing(request, kept) as held:
        if about and about["title"] and not held.title and not is_repeat(held, "start"):
            history.save_about(held, about, "start")
        if found and not is_repeat(held, key):
            if _size_with(held, found) > MOST_ENTRIES:
                return _page(request, names, found, wrong=TOO_MANY, code=400)
            added = history.add(held, found, key)
    told = [("added", entry.key) for entry in added] if len(added) == 1 else [("count", len(added))]
    told = [*(told if found else ()), *((("new", 1),) if about else ()), *_back(request)]
    response = redirect(f"{reverse('list', args=[token])}?{urlencode(told)}" if told else reverse("list", args=[token]))
    if "remember" in request.POST:
        remembered.remember(request, response, token)
    return response


def _size_with(kept: ReadingList, found: list[Thing]) -> int:
    return len({*history.order_of(kept), *(history.fields_of(thing)["key"] for thing in found)})


def _back(request: HttpRequest) -> list[tuple[str, str]]:
    back = back_of(request)
    return [("back", back)] if back else []


def _page(request, names, found, *, wrong="", title_error="", code=200) -> HttpResponse:
    context = {
        "names": [things.what_of(thing) for thing in found[:MOST_ENTRIES]],
        "titles": [(thing, title_of(thing)) for thing in found[:MOST_ENTRIES]],
        "is_adding": request.resolver_match.url_name == "list-add",
        "missing": len(set(names[:MOST_ENTRIES])) - len(found[:MOST_ENTRIES]),
        "too_many": len(names) > MOST_ENTRIES,
        "most": MOST_ENTRIES,
        "remembered": remembered.lists(request),
        "wrong": wrong,
        "title_error": title_error,
        "typed": request.POST.get("address", "")[:300],
        "typed_title": request.POST.get("title", "")[:300],
        "back": back_of(request),
        "nonce": idempotency.new_key(),
    }
    response = render(request, "lists/start.html", context, status=code)
    response.headers["Referrer-Policy"] = "same-origin"  # no secret in this address, and so `Origin` is told
    return response
