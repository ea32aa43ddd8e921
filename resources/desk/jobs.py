from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from resources.desk import putting_off, reading, weekly


@job("end-snoozes", every=6 * 3_600)
def end_snoozes(lease: Lease) -> str:
    """Forgets which records were put off from a queue of the quality desk, once they are back in it."""
    number = putting_off.forget(timezone.localdate())
    return f"Records back in their queues: {number}" if number else ""


@job("tell-staff-of-queues", every=3_600)
def tell_staff_of_queues(lease: Lease) -> str:
    """Writes to staff, on Mondays, which of their records wait on the quality desk."""
    number = weekly.write(lease, timezone.now())
    return f"Letters to staff written: {number}" if number else ""


@job("count-queues", every=15 * 60, lease=10 * 60)
def count_queues(lease: Lease) -> str:
    """Counts the queues of the quality desk, in a library too large to be counted whenever somebody looks."""
    number = reading.count(timezone.now())
    return f"Records waiting in queues: {number}" if number else ""
