from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from icpr.limits.throttling import forget_ended


@job("forget-limits", every=3_600)
def forget_limits(lease: Lease) -> str:
    """Deletes the counts of limits whose time has run out."""
    number = forget_ended()
    return f"Counts of limits deleted: {number}" if number else ""
