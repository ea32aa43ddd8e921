from icpr.imports.intake import JOB
from icpr.imports.models import Import
from icpr.imports.work import work_all
from icpr.jobs.leases import Lease
from icpr.jobs.registry import job


@job(JOB, every=60, lease=120)
def work_imports(lease: Lease) -> str:
    """Reads the files that staff bring in, looks at their lines, and does what was confirmed."""
    done = work_all(lease.beat, lease.while_held)
    return f"Files worked: {len(done)}" if done else ""


@job("forget-imports", every=86_400)
def forget_imports(lease: Lease) -> str:
    """Deletes files that were read in and not touched for two weeks."""
    number, _ = Import.objects.outdated().delete()
    return f"Deleted with their lines: {number}" if number else ""
