from django.conf import settings

from icpr.jobs.leases import Lease
from icpr.jobs.registry import each_process, job
from resources.usage import counting, forgetting

each_process("count-openings", every=5)(counting.flush)


@job("forget-openings", every=3_600)
def forget_openings(lease: Lease) -> str:
    """Deletes what was opened longer ago than USAGE_DAYS, with 0 all of it, and names of sites from which few came."""
    old, few = forgetting.forget()
    told = [f"Counts forgotten after {settings.USAGE_DAYS} days: {old}"] if old else []
    return "; ".join([*told, *([f"Sites from which few came: {few}"] if few else [])])
