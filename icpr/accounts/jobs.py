from django.core.management import call_command

from icpr.jobs.leases import Lease
from icpr.jobs.registry import job


@job("forget-sessions", every=3_600)
def forget_sessions(lease: Lease) -> None:
    """Deletes the sessions of staff that have ended."""
    call_command("clearsessions")
