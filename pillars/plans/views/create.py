"""Where a plan begins: empty, with items ticked in the Blueprint, with a set, or as a copy of one that was shared."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from icpr.kept.history import is_repeat
from icpr.lib import idempotency, tokens
from icpr.lib.http.forms import takes_form
from pillars.models import Item, Plan
from pillars.models.plans import MOST_ENTRIES
from pillars.plans import history, presets
from pillars.plans.decorators import private, readers, writing
from pillars.plans.kind import PLANS

SHARED = re.compile(rf"/plan/shared/{tokens.SHAPE}")
ADDRESS = re.compile(rf"/plan/({tokens.SHAPE})(?:/|$)|^({tokens.SHAPE})$")

NO_ADDRESS = "This is not the private address of a plan. Paste it whole, as it was shown to you."
READ_ONLY = "This link is only for reading a plan. Ask whoever keeps the plan for its private address."


@dataclass(frozen=True)
class Chosen:
    """What a visitor brings along to a plan: items by their numbers, or a set by its name. Either may be nothing."""

    items: list[Item]
    preset: presets.Preset | None

    @cached_property
    def all(self) -> list[Item]:
        return self.items or (self.preset.items() if self.preset else [])

    @property
    def query(self) -> str:
        """The same as a query string, without its "?"."""
        pairs = [("item", item.number) for item in self.items]
        return urlencode(pairs or ([("preset", self.preset.slug)] if self.preset else []))


def chosen_in(asked: QueryDict) -> Chosen:
    """What a query string or a form brings along, in its order: `item`, any number of times, or `preset`.
    The unknown is left out."""
    numbers = [number for number in asked.getlist("item")[:MOST_ENTRIES] if "\x00" not in number]
    found = {item.number: item for item in Item.objects.published().filter(number__in=numbers)} if numbers else {}
    items = [found[number] for number in dict.fromkeys(numbers) if number in found]
    return Chosen(items, presets.named(asked.get("preset", "")))


@private
@takes_form
def start(request: HttpRequest) -> HttpResponse:
    """Begin a plan, or go to one by its pasted address; with `?item=` or `?preset=` to take along."""
    chosen = chosen_in(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _start_page(request, chosen)
    if "address" in request.POST:
        typed = request.POST["address"].strip()
        if found := ADDRESS.search(typed):
            return redirect(_choosing(found[1] or found[2], chosen))
        return _start_page(request, chosen, wrong=READ_ONLY if SHARED.search(typed) else NO_ADDRESS, code=400)
    token, plan = PLANS.begin(request)
    if plan is None:
        return _start_page(request, chosen, code=429)
    with writing(request, plan) as held:
        if not is_repeat(held, "start"):
            history.add(held, chosen.all, idempotency_key="start")
    return redirect("plan", token=token)


def _start_page(request: HttpRequest, chosen: Chosen, *, wrong: str = "", code: int = 200) -> HttpResponse:
    context = {"chosen": chosen, "presets": presets.PRESETS, "nonce": idempotency.new_key()}
    context |= {"wrong": wrong, "typed": request.POST.get("address", "")[:300], "too_many": code == 429}
    context["none_ticked"] = "ticked" in request.GET and not chosen.all
    response = render(request, "plans/start.html", context, status=code)
    response.headers["Referrer-Policy"] = "same-origin"  # no secret in this address, and so `Origin` is told
    return response


def _choosing(token: str, chosen: Chosen) -> str:
    if chosen.query:
        return f"{reverse('plan-choose', args=[token])}?{chosen.query}"
    return reverse("plan", args=[token])


@readers
@takes_form
def duplicate(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """A new plan with the same items and next steps; whose they are, how far and by when is for the new one to say."""
    if request.method != "POST":
        return redirect("plan-shared", token=token)
    mine, copy = PLANS.begin(request)
    if copy is None:
        return _start_page(request, Chosen([], None), code=429)
    with writing(request, copy) as held:
        if not is_repeat(held, "start"):
            history.copy_entries(plan, held)
    return redirect("plan", token=mine)
