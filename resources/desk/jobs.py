from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from resources.desk import putting_off


@job("end-snoozes", every=6 * 3_600)
def end_snoozes(lease: Lease) -> str:
    """Forgets which records were put off from a queue of the quality desk, once they are back in it."""
    number = putting_off.forget(timezone.localdate())
    return f"Records back in their queues: {number}" if number else ""
