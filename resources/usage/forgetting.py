"""What is not kept of what was counted: old days, and sites from which few came on a day that is over."""

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from icpr.lib.few import TOGETHER
from resources.usage.models import OTHER, Sort, UsageCount


def forget() -> tuple[int, int]:
    """Delete the counts of days longer ago than `USAGE_DAYS`, with 0 all; of days that are over, count hosts from which
    fewer than five openings came among the others. Returns how many rows each of the two took."""
    today = timezone.localdate()
    old = UsageCount.objects.expired(today, settings.USAGE_DAYS).delete()[0]
    few = UsageCount.objects.filter(sort=Sort.REFERRER, day__lt=today, times__lt=TOGETHER).exclude(name=OTHER)
    with transaction.atomic():
        rows = list(few.select_for_update().order_by("name", "day"))
        keys = [row.pk for row in rows]
        sums = few.filter(pk__in=keys).order_by().values_list("day").annotate(total=Sum("times"))
        UsageCount.objects.add(
            [UsageCount(day=day, sort=Sort.REFERRER, name=OTHER, times=total) for day, total in sums]
        )
        UsageCount.objects.filter(pk__in=keys).delete()
    return old, len(keys)
