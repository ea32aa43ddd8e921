"""The private page on which items are ticked to be added to a plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pillars.models import Item, Pillar, Plan
from pillars.models.plans import MOST_ENTRIES
from pillars.plans import changes, presets
from pillars.plans.access import editors, page
from pillars.plans.editing import common
from pillars.plans.starting import chosen_in, nonce_in


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
    wanted = {item.pk for item in chosen.all}
    ticked: list[Item] = []
    groups: dict[Pillar | None, list[Item]] = {}
    for item in Item.objects.published().select_related("pillar"):
        if item.pk in wanted - present:
            ticked.append(item)
        else:
            groups.setdefault(item.pillar, []).append(item)
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
    return page(request, "plans/choose.html", context, code=400 if problem else 200)
