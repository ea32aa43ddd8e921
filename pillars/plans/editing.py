"""The private pages on which a plan is worked on: its list, one entry, order, the agency's lines."""

import secrets
from copy import copy

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from pillars.models import Entry, Item, Plan
from pillars.plans import changes, housekeeping, merging, progress
from pillars.plans.access import editors, page, posted
from pillars.plans.forms import AgencyForm, EntryForm
from pillars.plans.starting import nonce_in

OTHER_ORDER = "Somebody else changed the list after you opened it, so nothing was moved. This is how it stands now."


def common(plan: Plan, token: str, **more) -> dict:
    """What every private page shows."""
    return {"plan": plan, "token": token, "nonce": secrets.token_urlsafe(16)} | more


def plan_page(request: HttpRequest, plan: Plan, token: str, *, refused: str = "", code: int = 200) -> HttpResponse:
    """The plan as it is now; `refused` says what was asked for and not done."""
    entries = list(plan.entries.for_page())
    context = common(
        plan,
        token,
        entries=entries,
        order=" ".join(entry.item.number for entry in entries),
        due=progress.due(entries),
        bars=progress.bars(entries) if entries else [],
        last=changes.last_change(plan),
        lapses_on=housekeeping.lapses_on(plan),
        refused=refused,
    )
    return page(request, "plans/plan.html", context | {"statuses": progress.COUNTED}, code=code)


@editors
def plan(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    return plan_page(request, plan, token)


@editors
def entry(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    """One item of the plan. What is typed is saved whole, joined with what somebody else changed, or asked about."""
    entry = plan.entries.for_page().filter(item__number=number).first()
    if request.method != "POST":
        if entry is None:
            raise Http404
        return _entry_page(request, plan, token, entry, EntryForm(instance=copy(entry)))
    once = f"{nonce_in(request)}:entry:{number}"
    if changes.is_repeat(plan, once):
        return redirect("plan", token=token)
    if entry is None:
        return _removed_meanwhile(request, plan, token, number, once)
    form = EntryForm(request.POST, instance=copy(entry))
    if not form.is_valid():
        return _entry_page(request, plan, token, entry, form, code=400)
    merged = merging.merge(plan, entry, form.cleaned_data, request.POST)
    if merged.conflicts:
        form = EntryForm(EntryForm.as_posted(merged.values), instance=copy(entry))
        return _entry_page(request, plan, token, entry, form, conflicts=merged.conflicts, code=409)
    changes.save_entry(plan, entry, merged.values, once)
    return redirect("plan", token=token)


def _removed_meanwhile(request: HttpRequest, plan: Plan, token: str, number: str, once: str) -> HttpResponse:
    """Somebody else took the item out of the plan: what was typed is shown, and with `put_back` kept."""
    if merging.as_it_was(plan, number, request.POST.get("version", "")) is None:
        raise Http404
    entry = Entry(plan=plan, item=get_object_or_404(Item.objects.select_related("pillar"), number=number))
    form = EntryForm(request.POST, instance=copy(entry))
    if form.is_valid() and "put_back" in request.POST:
        changes.put_back(plan, entry, form.cleaned_data, once)
        return redirect("plan", token=token)
    return _entry_page(request, plan, token, entry, form, removed=True, code=409 if form.is_valid() else 400)


def _entry_page(request, plan, token, entry, form, *, code=200, **more) -> HttpResponse:
    context = common(plan, token, entry=entry, item=entry.item, form=form, **more)
    return page(request, "plans/entry.html", context, code=code)


@editors
@posted
def seen(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    """The reader has seen that our staff changed the item, and need not be told again of this change."""
    plan.entries.filter(item__number=number).update(item_seen_at=timezone.now())
    return redirect("plan-entry", token=token, number=number)


@editors
@posted
def arrange(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Move one item up or down, or put all where their numbered boxes say."""
    sent = request.POST
    move, _, number = sent.get("move", "").partition(" ")
    once = f"{nonce_in(request)}:{move or 'order'}:{number}"[:80]
    if changes.is_repeat(plan, once):
        return redirect("plan", token=token)
    order = list(plan.entries.order_by("position", "pk").values_list("item__number", flat=True))
    if move in {"up", "down"} and number in order:
        place = order.index(number)
        other = place + (1 if move == "down" else -1)
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
            changes.reorder(plan, order, once, f"Moved {number} {move}")
    elif not move:
        if sent.get("order", " ".join(order)).split() != order:
            return plan_page(request, plan, token, refused=OTHER_ORDER, code=409)
        changes.reorder(plan, _by_boxes(order, sent), once)
    return redirect(f"{reverse('plan', args=[token])}#items")


def _by_boxes(order: list[str], sent) -> list[str]:
    """The order when each item goes to the place typed beside it; the one that was moved comes before the one there."""

    def place(number: str) -> tuple[float, bool]:
        now, typed = order.index(number) + 1, sent.get(f"place-{number}", "")
        to = int(typed) if typed.isdecimal() and len(typed) < 6 else now
        return (to + (0.5 if to > now else 0), to == now)

    return sorted(order, key=place)


@editors
@posted
def remove(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    if entry := plan.entries.for_page().filter(item__number=number).first():
        changes.remove(plan, entry, f"{nonce_in(request)}:remove:{number}")
    return redirect("plan", token=token)


@editors
def agency(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    now = {name: getattr(plan, name) for name in changes.AGENCY}
    form = AgencyForm(request.POST or None, instance=copy(plan))
    meanwhile = False
    if request.method == "POST" and form.is_valid():
        once = f"{nonce_in(request)}:agency"
        values = {name: form.cleaned_data[name] for name in changes.AGENCY}
        meanwhile = request.POST.get("version") != str(plan.version) and values != now
        if not meanwhile or changes.is_repeat(plan, once):
            if not changes.is_repeat(plan, once):
                changes.save_agency(plan, values, once)
            return redirect("plan", token=token)
    code = 409 if meanwhile else 400 if form.errors else 200
    return page(request, "plans/agency.html", common(plan, token, form=form, meanwhile=meanwhile), code=code)
