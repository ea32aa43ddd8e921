from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from icpr.outbox import claims, sending


@job("send-mail", every=60, lease=claims.LEASE)
def send_mail(lease: Lease) -> str:
    """Sends the letters that wait."""
    return sending.send_due(lease.beat)


@job("forget-mail", every=3_600)
def forget_mail(lease: Lease) -> str:
    """Deletes what is known of letters that were sent or given up 90 days ago."""
    number = claims.forget_finished()
    return f"Letters forgotten: {number}" if number else ""
