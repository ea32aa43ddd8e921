"""The private pages on which a plan is worked on: its list, one entry, order, the agency's lines."""

import re
from copy import copy

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from icpr.kept.expiry import expires_on
from icpr.kept.history import as_they_were, by_boxes, is_repeat, last_change, moved
from icpr.kept.kinds import nonce_in
from icpr.kept.rows import NEVER_GIVEN
from icpr.lib import idempotency
from icpr.lib.http.forms import takes_form
from pillars.models import Entry, Item, Plan
from pillars.models.items import NUMBER
from pillars.plans import contents, history, merge, presets
from pillars.plans.contents import ResourcesOf
from pillars.plans.decorators import editors, posted
from pillars.plans.forms import AgencyForm, EntryForm

MOVE = re.compile(rf"(?P<to>up|down) (?P<number>{NUMBER})")
OTHER_ORDER = "Somebody else changed the list after you opened it, so nothing was moved. This is how it stands now."


def common(plan: Plan, token: str, **more) -> dict:
    """What every private page shows."""
    return {"plan": plan, "token": token, "nonce": idempotency.new_key()} | more


def plan_page(request: HttpRequest, plan: Plan, token: str, resources_of: ResourcesOf, *, refused: str = ""):
    """The plan as it is now; `refused` says what was asked for and not done."""
    shown = contents.of(plan, resources_of)
    context = common(
        token=token,
        **shown,
        order=" ".join(entry.item.number for entry in shown["entries"]),
        last=last_change(plan),
        expires_on=expires_on(plan),
        presets=presets.PRESETS,
        refused=refused,
    )
    code = 409 if refused else 200
    return render(request, "plans/plan.html", context, status=code)


@editors
def plan(request: HttpRequest, plan: Plan, token: str, resources_of: ResourcesOf) -> HttpResponse:
    return plan_page(request, plan, token, resources_of)


@editors
@takes_form
def entry(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    """One item of the plan. What is typed is saved whole, joined with what somebody else changed, or asked about."""
    entry = plan.entries.for_page().filter(item__number=number).first()
    if request.method != "POST":
        if entry is None:
            raise Http404
        return _entry_page(request, plan, token, entry, EntryForm(instance=copy(entry)))
    idempotency_key = f"{nonce_in(request)}:entry:{number}"
    if is_repeat(plan, idempotency_key):
        return _onward(request, plan, token, number)
    if entry is None:
        return _removed_meanwhile(request, plan, token, number, idempotency_key)
    return _save(request, plan, token, entry, idempotency_key)


def _save(request: HttpRequest, plan: Plan, token: str, entry: Entry, idempotency_key: str) -> HttpResponse:
    form = EntryForm(request.POST, instance=copy(entry))
    if not form.is_valid():
        return _entry_page(request, plan, token, entry, form, version=_begun(request), code=400)
    merged = merge.merge(plan, entry, form.cleaned_data, request.POST)
    if merged.conflicts:
        form = EntryForm(EntryForm.as_posted(merged.values), instance=copy(entry))
        return _entry_page(request, plan, token, entry, form, conflicts=merged.conflicts, code=409)
    history.save_entry(plan, entry, merged.values, idempotency_key)
    return _onward(request, plan, token, entry.item.number)


def _begun(request: HttpRequest) -> str:
    """The version that a form with a wrong field began from, to be merged when it is corrected. With answers to a
    conflict it is none, so that they are asked for again."""
    return NEVER_GIVEN if "asked" in request.POST else request.POST.get("version", "")[:20]


def _onward(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    """After an item was saved: to the next one if that was asked for, else to its place in the plan."""
    following = plan.entries.filter(item__number=request.POST.get("next", "").replace("\x00", "")).first()
    if following:
        return redirect("plan-entry", token=token, number=following.item.number)
    return redirect(f"{reverse('plan', args=[token])}#entry-{number}")


def _removed_meanwhile(request: HttpRequest, plan: Plan, token: str, number: str, idempotency_key: str) -> HttpResponse:
    """Somebody else took the item out of the plan: what was typed is shown, and with `restore` kept."""
    began = request.POST.get("version", "")
    if number not in as_they_were(plan, {number: began}):
        raise Http404
    entry = Entry(plan=plan, item=get_object_or_404(Item.objects.select_related("pillar"), number=number))
    form = EntryForm(request.POST, instance=copy(entry))
    if form.is_valid() and "put_back" in request.POST:
        values = {name: form.cleaned_data[name] for name in history.FIELDS}
        history.save_all(plan, [(entry, values)], idempotency_key, f"Put {entry.item} back")
        return _onward(request, plan, token, number)
    code = 409 if form.is_valid() else 400
    return _entry_page(request, plan, token, entry, form, removed=True, version=began, code=code)


def _entry_page(request, plan, token, entry, form, *, conflicts=(), code=200, **more) -> HttpResponse:
    asked = {each.name for each in conflicts}
    following = plan.entries.for_page().filter(position__gt=entry.position or 0).first()
    context = common(plan, token, entry=entry, item=entry.item, form=form, conflicts=conflicts, asked=asked, **more)
    context["next"] = following.item.number if following else ""
    return render(request, "plans/entry.html", context, status=code)


@editors
@posted
def seen(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    """The reader has seen that our staff changed the item, and need not be told again of this change."""
    plan.entries.filter(item__number=number).update(item_seen_at=timezone.now())
    return redirect("plan-entry", token=token, number=number)


@editors
@posted
def arrange(request: HttpRequest, plan: Plan, token: str, resources_of: ResourcesOf) -> HttpResponse:
    """Move one item up or down, or put all where their numbered boxes say."""
    sent = request.POST
    move = MOVE.fullmatch(sent.get("move", ""))
    idempotency_key = f"{nonce_in(request)}:{move[0] if move else 'order'}"
    address = reverse("plan", args=[token])
    if is_repeat(plan, idempotency_key):
        return redirect(address)
    order = list(plan.entries.order_by("position", "pk").values_list("item__number", flat=True))
    if move and move["number"] in order:
        name, to = move["number"], move["to"]
        history.reorder(plan, moved(order, name, to), idempotency_key, f"Moved {name} {to}")
        return redirect(f"{address}#entry-{name}")
    if "move" not in sent:
        if sent.get("order", " ".join(order)).split() != order:
            return plan_page(request, plan, token, resources_of, refused=OTHER_ORDER)
        history.reorder(plan, by_boxes(order, sent), idempotency_key)
    return redirect(f"{address}#items")


@editors
@posted
def remove(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    idempotency_key = f"{nonce_in(request)}:remove:{number}"
    entry = plan.entries.for_page().filter(item__number=number).first()
    if entry and not is_repeat(plan, idempotency_key):
        history.remove(plan, entry, idempotency_key)
    return redirect("plan", token=token)


@editors
@takes_form
def agency(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    now = {name: getattr(plan, name) for name in history.AGENCY}
    form = AgencyForm(request.POST or None, instance=copy(plan))
    meanwhile = False
    if request.method == "POST" and form.is_valid():
        idempotency_key = f"{nonce_in(request)}:agency"
        values = {name: form.cleaned_data[name] for name in history.AGENCY}
        meanwhile = request.POST.get("version") != str(plan.version) and values != now
        if not meanwhile or is_repeat(plan, idempotency_key):
            if not is_repeat(plan, idempotency_key):
                history.save_agency(plan, values, idempotency_key)
            return redirect("plan", token=token)
    code = 409 if meanwhile else 400 if form.errors else 200
    return render(request, "plans/agency.html", common(plan, token, form=form, meanwhile=meanwhile), status=code)
