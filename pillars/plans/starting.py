"""Where a plan begins: empty, with an item, with a preset, or as a copy of one that was shared."""

import re
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from pillars.models import Item, Plan
from pillars.plans import changes, presets, tokens
from pillars.plans.access import page, private, readers
from pillars.plans.changes import hold

ADDRESS = re.compile(rf"/plan/({tokens.PATTERN})(?:/|$)|^({tokens.PATTERN})$")


def nonce_in(request: HttpRequest) -> str:
    """What makes this form itself and no other; fresh when the form brought none."""
    nonce = request.POST.get("nonce", "")
    return nonce if re.fullmatch(r"[A-Za-z0-9_-]{20,40}", nonce) else secrets.token_urlsafe(16)


@private
def start(request: HttpRequest) -> HttpResponse:
    """Begin a plan, or go to one by its pasted address; with `?item=` or `?preset=` to take along."""
    asked = request.POST if request.method == "POST" else request.GET
    item = Item.objects.published().filter(number=asked.get("item", "").replace("\x00", "")).first()
    preset = presets.BY_SLUG.get(asked.get("preset", ""))
    wrong = False
    if request.method == "POST" and "address" in request.POST:
        if found := ADDRESS.search(request.POST["address"].strip()):
            return redirect(_choosing(found[1] or found[2], item, preset))
        wrong = True
    elif request.method == "POST":
        token = tokens.token_of(nonce_in(request))
        plan, is_new = Plan.objects.get_or_create(edit_hash=tokens.hash_of(token))
        if is_new:
            with hold(plan):
                changes.add(plan, [item] if item else preset.items() if preset else [], once="start")
        return redirect("plan", token=token)
    context = {"item": item, "preset": preset, "presets": presets.PRESETS, "nonce": secrets.token_urlsafe(16)}
    response = page(request, "plans/start.html", context | {"wrong": wrong}, code=400 if wrong else 200)
    response.headers["Referrer-Policy"] = "same-origin"  # no secret in this address, and so `Origin` is told
    return response


def _choosing(token: str, item: Item | None, preset: presets.Preset | None) -> str:
    address = reverse("plan-choose", args=[token]) if item or preset else reverse("plan", args=[token])
    query = {"item": item.number} if item else {"preset": preset.slug} if preset else {}
    return f"{address}?{urlencode(query)}" if query else address


@readers
def duplicate(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """A new plan with the same items and next steps; whose they are, how far and by when is for the new one to say."""
    if request.method != "POST":
        return redirect("plan-shared", token=token)
    mine = tokens.token_of(nonce_in(request))
    copy, is_new = Plan.objects.get_or_create(edit_hash=tokens.hash_of(mine))
    if is_new:
        with hold(copy):
            changes.copy_entries(plan, copy)
    return redirect("plan", token=mine)
