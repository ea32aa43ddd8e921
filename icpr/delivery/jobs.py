from django.conf import settings
from django.utils import timezone

from icpr.delivery.telling import tell
from icpr.jobs.leases import Lease
from icpr.jobs.registry import job


def purge_network(lease: Lease) -> str:
    """Has the content delivery network forget public pages after the library changed."""
    return tell(timezone.now())


if settings.CDN:
    job("purge-network", every=15)(purge_network)
