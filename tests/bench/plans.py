"""Made-up plans beside the sample catalogue: many of an ordinary size, and one as large as the Blueprint allows; and
the Blueprint itself, with a resource to every hundred linked to an item."""

from django.core.management import call_command

from icpr.lib import tokens
from pillars.models import Change, Entry, Item, ItemState, Level, Plan

ORDINARY, LARGE = 15, 200


def token(number: int) -> str:
    """The private token of a made-up plan; number 0 is the large one."""
    return tokens.derived_token("bench", f"bench-{number}")


def lay(count: int) -> None:
    """Add `count` plans of 15 items each, with a change to each, and one of 200 items.
    The Blueprint is loaded first."""
    call_command("loaddata", "02b_blueprint.json", verbosity=0)
    items = list(Item.objects.published())
    extra = [
        Item(number=f"6.{99 - row // 90}.{row % 90}", sort_key=f"06.{99 - row // 90}.{row % 90:02}", parent=items[-1])
        for row in range(LARGE - len(items))
    ]
    for item in extra:
        item.statement, item.level, item.state = f"Sample: {item.number}.", Level.ACTION_ITEM, ItemState.PUBLISHED
    Item.objects.bulk_create(extra)
    _make(0, items + extra, LARGE)
    relation = Item._meta.get_field("resources")
    linked = relation.related_model.objects.order_by("pk").values_list("pk", flat=True)[::100]
    relation.through.objects.bulk_create(
        relation.through(item=items[place % len(items)], resource_id=pk) for place, pk in enumerate(linked)
    )
    for number in range(1, count + 1):
        _make(number, items[number % 100 :], ORDINARY)


def _make(number: int, items: list[Item], size: int) -> None:
    plan = Plan.objects.create(edit_hash=tokens.hash_of(token(number)))
    Entry.objects.bulk_create(
        Entry(plan=plan, item=item, position=place, owner=f"Unit {place % 7}", note="Sample. " * 10)
        for place, item in enumerate(items[:size], 1)
    )
    Change.objects.create(
        plan=plan, idempotency_key="start", message="Sample", after={"order": [item.number for item in items[:size]]}
    )
