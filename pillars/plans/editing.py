"""The private pages on which a plan is worked on: its list, one entry, adding, order, the agency's lines."""

import secrets
from copy import copy

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pillars.models import Entry, Item, Pillar, Plan
from pillars.models.plans import MOST_ENTRIES
from pillars.plans import changes, housekeeping, presets, progress
from pillars.plans.access import editors, page, posted
from pillars.plans.forms import AgencyForm, EntryForm
from pillars.plans.starting import chosen_in, nonce_in


def common(plan: Plan, token: str, **more) -> dict:
    """What every private page shows."""
    return {"plan": plan, "token": token, "nonce": secrets.token_urlsafe(16)} | more


def entry_of(plan: Plan, number: str) -> Entry:
    entry = plan.entries.for_page().filter(item__number=number).first()
    if entry is None:
        raise Http404
    return entry


@editors
def plan(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    entries = list(plan.entries.for_page())
    context = common(
        plan,
        token,
        entries=entries,
        due=progress.due(entries),
        bars=progress.bars(entries) if entries else [],
        last=changes.last_change(plan),
        lapses_on=housekeeping.lapses_on(plan),
    )
    return render(request, "plans/plan.html", context | {"statuses": progress.COUNTED})


@editors
def entry(request: HttpRequest, plan: Plan, token: str, number: str) -> HttpResponse:
    entry = entry_of(plan, number)
    if request.method != "POST":
        return _entry_page(request, plan, token, entry, EntryForm(instance=copy(entry)))
    once = f"{nonce_in(request)}:entry:{number}"
    form = EntryForm(request.POST, instance=copy(entry))
    if changes.is_repeat(plan, once):
        return redirect("plan", token=token)
    if not form.is_valid():
        return _entry_page(request, plan, token, entry, form, code=400)
    if request.POST.get("version") != str(entry.version):
        meanwhile = _meanwhile(plan, entry, form.cleaned_data, request.POST.get("version", ""))
        if meanwhile:
            return _entry_page(request, plan, token, entry, form, meanwhile=meanwhile, code=409)
    changes.save_entry(plan, entry, form.cleaned_data, once)
    return redirect("plan", token=token)


def _entry_page(request, plan, token, entry, form, *, code=200, **more) -> HttpResponse:
    context = common(plan, token, entry=entry, item=entry.item, form=form, **more)
    return page(request, "plans/entry.html", context, code=code)


def _meanwhile(plan: Plan, entry: Entry, values: dict, version: str) -> list[dict]:
    """What others changed since this editor opened the form and now differs from what was sent, field by field."""
    began = (
        changes.as_it_was(plan, entry.item.number, int(version)) if version.isdecimal() and len(version) < 9 else None
    )
    now = changes.snapshot(entry)
    typed = values | {"due_on": values["due_on"] and values["due_on"].isoformat()}
    differing = [name for name in changes.FIELDS if now[name] != typed[name]]
    changed = [name for name in differing if not began or began[name] != now[name]]
    mine = Entry(**{name: values[name] for name in changes.FIELDS})
    return [
        {"label": Entry._meta.get_field(name).verbose_name, "now": shown(entry, name), "mine": shown(mine, name)}
        for name in changed
    ]


def shown(entry: Entry, name: str) -> str:
    """A field of an entry in words."""
    if name == "steps":
        return "; ".join(f"{step['text']}{' (done)' if step['done'] else ''}" for step in entry.steps)
    value = getattr(entry, f"get_{name}_display", lambda: getattr(entry, name))()
    return str(value or "")


@editors
@posted
def arrange(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Move one item up or down, or put all where their numbered boxes say."""
    sent = request.POST
    move, _, number = next((sent[name] for name in ("move",) if name in sent), "").partition(" ")
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
        changes.reorder(plan, _by_boxes(order, sent), once)
    return redirect(f"{request.path.removesuffix('order/')}#items")


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
def choose(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Tick items to add: all that are published, one by its number, a preset's or a pillar's."""
    problem = ""
    if request.method == "POST":
        once = f"{nonce_in(request)}:add"
        numbers = [number.replace("\x00", "") for number in request.POST.getlist("number")]
        items = list(Item.objects.published().filter(number__in=numbers[:MOST_ENTRIES]))
        if len(numbers) > MOST_ENTRIES or plan.entries.count() + len(items) > 2 * MOST_ENTRIES:
            problem = f"A plan holds at most {MOST_ENTRIES} items: that was more."
        elif not items:
            problem = "Tick at least one item."
        elif not changes.is_repeat(plan, once):
            changes.add(plan, items, once)
        if not problem:
            return redirect("plan", token=token)
    present = set(plan.entries.values_list("item_id", flat=True))
    chosen = chosen_in(request.GET)
    ticked = {item.pk for item in chosen.all}
    groups: dict[Pillar | None, list] = {}
    for item in Item.objects.published().select_related("pillar"):
        groups.setdefault(item.pillar, []).append(item)
    context = common(
        plan,
        token,
        groups=groups,
        present=present,
        ticked=ticked - present,
        all_there=bool(ticked) and ticked <= present,
        presets=presets.PRESETS,
        wanted=chosen.preset.slug if chosen.preset and not chosen.items else "",
        problem=problem,
    )
    return page(request, "plans/choose.html", context, code=400 if problem else 200)


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
