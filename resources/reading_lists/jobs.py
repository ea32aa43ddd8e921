from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from icpr.kept import expiry
from resources.reading_lists.kind import LISTS


@job("expire-lists", every=3_600)
def expire_lists(lease: Lease) -> str:
    """Warns of reading lists that nobody opened for two years, and deletes those whose warning is thirty days old."""
    warned, deleted = expiry.run(LISTS, timezone.localdate(), beat=lease.beat)
    return f"Unused lists: {warned} warned of, {deleted} deleted." if warned or deleted else ""
