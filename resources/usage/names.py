"""What waits to be counted, under the names by which it is kept."""

from collections import Counter
from datetime import date

from pillars.models import Pillar, Topic
from resources.models import Kind, Resource
from resources.models.catalogue import permanent_number
from resources.usage.models import Sort

Counts = Counter[tuple[date, str, str]]


def known(counts: Counts) -> Counts:
    """The same with records by their permanent numbers instead of their addresses, which change, and lists without
    filters that there are not. One query for records, two for lists with a filter."""
    slugs = {name for _, sort, name in counts if sort == Sort.RECORD}
    numbers = dict(Resource.objects.filter(slug__in=slugs).values_list("slug", "number")) if slugs else {}
    has_filters = any(sort == Sort.LIST and "?" in name for _, sort, name in counts)
    filters = _filters() if has_filters else frozenset()
    found = Counter()
    for (day, sort, name), times in counts.items():
        if sort == Sort.RECORD and name:
            if name not in numbers:
                continue  # deleted since
            name = permanent_number(numbers[name])
        elif sort == Sort.DOCUMENT and name.startswith("ICPR-"):
            name = permanent_number(int(name.removeprefix("ICPR-")))
        elif sort == Sort.LIST and "?" in name and name.partition("?")[2] not in filters:
            name = name.partition("?")[0]
        found[day, sort, name] += times
    return found


def _filters() -> frozenset[str]:
    """All filters that make a list of its own, as in an address."""
    slugs = {model: model.objects.values_list("slug", flat=True) for model in (Pillar, Topic)}
    values = {"kind": Kind.values, "pillar": slugs[Pillar], "topic": slugs[Topic]}
    return frozenset(f"{name}={value}" for name, each in values.items() for value in each)
