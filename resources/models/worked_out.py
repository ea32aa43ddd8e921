"""What is known of a record by its rows and the clock together: a query, unless it was read with the record."""

from datetime import datetime

from django.utils.functional import cached_property

from resources.models.addresses import host_of
from resources.models.availability import Availability


class WorkedOut:
    """For `Resource`, whose query set works out the same for many records in their own query."""

    @property
    def host(self) -> str:
        """The site where its availability says it is, as readers know it: "theiacp.org". Empty for a file held here, an
        address of a paper of it, and none at all."""
        return host_of(self.official_url) if self.availability.evidence == self.address_evidence else ""

    @property
    def availability(self) -> Availability:
        """Whether it can be opened, and where. Asks the database unless it was read `with_availability()`."""
        return Availability(self.availability_key)

    @cached_property
    def availability_key(self) -> str:
        return self._every().with_availability().values_list("availability_key", flat=True).get(pk=self.pk)

    @cached_property
    def changed_at(self) -> datetime | None:
        """When what the public sees of it last changed; None unless it is public. Best read `with_clock()`."""
        return self._clocks().values_list("changed_at", flat=True).first()

    @cached_property
    def told_at(self) -> datetime | None:
        """When readers were last told of it; as `changed_at`."""
        return self._clocks().values_list("told_at", flat=True).first()

    def _every(self):
        return self._meta.concrete_model.objects

    def _clocks(self):
        return self._every().published().with_clock().filter(pk=self.pk)
