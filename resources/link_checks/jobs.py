from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from resources.link_checks import checking, collecting, telling


@job(checking.JOB, every=60)
def check_links(lease: Lease) -> str:
    """Asks some of the addresses that are due whether they still lead to something."""
    if checking.why_not():
        return ""
    collecting.collect(timezone.now())
    try:
        checked = list(checking.check(checking.due_piece(), lease.beat))
    except checking.NoNetwork as error:
        return str(error)
    return f"Links checked: {len(checked)}" if checked else ""


@job("tell-of-links", every=3_600)
def tell_of_links(lease: Lease) -> str:
    """Forgets addresses that stand nowhere any more, and says on public pages which links are gone."""
    forgotten, told = collecting.forget(), telling.tell(timezone.now())
    parts = [f"addresses forgotten: {forgotten}"] if forgotten else []
    parts += [f"told otherwise of links: {told}"] if told else []
    return ", ".join(parts).capitalize()
