from icpr.audit import recording
from icpr.audit.models import KEPT
from icpr.jobs.leases import Lease
from icpr.jobs.registry import each_process, job

each_process("write-audit", every=60)(
    recording.flush
)  # each entry wakes it; this is for what a lost database left over


@job("forget-audit", every=3_600)
def forget_audit(lease: Lease) -> str:
    """Deletes what the audit has kept for 400 days."""
    number = recording.forget_old()
    return f"Entries of the audit deleted after {KEPT.days} days: {number}" if number else ""
