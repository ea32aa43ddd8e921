"""The private page on which items are ticked to be added to a plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from icpr.kept.history import is_repeat
from icpr.kept.kinds import nonce_in
from icpr.lib.http.forms import takes_form
from pillars.models import Item, Pillar, Plan
from pillars.models.plans import MOST_ENTRIES
from pillars.plans import history, presets
from pillars.plans.decorators import editors
from pillars.plans.views.create import chosen_in
from pillars.plans.views.edit import common


@editors
@takes_form
def choose(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Tick items to add. `?item=` and `?preset=` bring ticks along."""
    problem = ""
    if request.method == "POST":
        problem = _add(plan, request.POST.getlist("number"), f"{nonce_in(request)}:add")
        if not problem:
            return redirect("plan", token=token)
    chosen = chosen_in(request.GET)
    present = set(plan.entries.values_list("item_id", flat=True))
    wanted = {item.pk for item in chosen.all}
    ticked: list[Item] = []
    groups: dict[Pillar | None, list[Item]] = {}
    for item in Item.objects.published().select_related("pillar"):
        shelf = ticked if item.pk in wanted - present else groups.setdefault(item.pillar, [])
        shelf.append(item)
    context = common(
        plan,
        token,
        groups=groups,
        present=present,
        ticked=ticked,
        all_there=bool(wanted) and wanted <= present,
        presets=presets.PRESETS,
        wanted=chosen.preset.slug if chosen.preset and not chosen.items else "",
        problem=problem,
    )
    code = 400 if problem else 200
    return render(request, "plans/choose.html", context, status=code)


def _add(plan: Plan, numbers: list[str], idempotency_key: str) -> str:
    """Add the items with these numbers. Returns why not, or nothing."""
    readable = [number for number in numbers[:MOST_ENTRIES] if "\x00" not in number]
    items = list(Item.objects.published().filter(number__in=readable))
    present = set(plan.entries.values_list("item_id", flat=True))
    if len(numbers) > MOST_ENTRIES or len(present | {item.pk for item in items}) > MOST_ENTRIES:
        return f"A plan holds at most {MOST_ENTRIES} items: that was more. Tick fewer, or remove some first."
    if not items:
        return "Tick at least one item."
    if not is_repeat(plan, idempotency_key):
        history.add(plan, items, idempotency_key)
    return ""
