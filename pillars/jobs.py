from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import each_process, job
from icpr.kept import expiry, last_opened
from pillars.plans.kind import PLANS

each_process("write-openings", every=5)(last_opened.flush)


@job("expire-plans", every=3_600)
def expire_plans(lease: Lease) -> str:
    """Warns of plans that nobody opened for two years, and deletes those whose warning is thirty days old."""
    warned, deleted = expiry.run(PLANS, timezone.localdate(), beat=lease.beat)
    return f"Unused plans: {warned} warned of, {deleted} deleted." if warned or deleted else ""
