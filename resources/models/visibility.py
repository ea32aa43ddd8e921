"""The one visibility rule: what the public may see at a moment; and the other states a record can stand in."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from resources.models.vocabulary import State, Status


class PublishableQuerySet(models.QuerySet):
    def published(self, at: datetime | None = None):
        """What the public may see at a moment (default: now). The one visibility rule of the library.

        Published, its publish time reached, its expiry time, if any, not reached. No job needs to run.
        """
        at = at or timezone.now()
        return self.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=at), status=Status.PUBLISHED, publish_at__lte=at)

    def not_ended(self, at: datetime | None = None):
        """What the public sees at a moment, and what it will see by the clock alone."""
        at = at or timezone.now()
        return self.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=at), status=Status.PUBLISHED)

    def next_change(self, after: datetime) -> datetime | None:
        """The first moment after `after` at which the clock alone will change what is published, or None."""
        moments = (self._first(name, after) for name in ("publish_at", "expire_at"))
        return min((moment for moment in moments if moment), default=None)

    def _first(self, name: str, after: datetime) -> datetime | None:
        """The earliest time in a column of what is published, after a moment: read from the front of an index, for
        both columns at once would be found by a look at every row."""
        later = self.filter(status=Status.PUBLISHED, **{f"{name}__gt": after}).order_by(name)
        return later.values_list(name, flat=True).first()

    def published_within(self, start: datetime, stop: datetime):
        """Those whose publish time was or will be in a span, up to its end; what has ended since is among them."""
        return self.filter(status=Status.PUBLISHED, publish_at__gte=start, publish_at__lt=stop)

    def withdrawn(self):
        return self.filter(status=Status.WITHDRAWN)

    def drafts(self):
        return self.filter(status=Status.DRAFT)

    def in_review(self):
        return self.filter(status=Status.IN_REVIEW)

    def unpublished(self):
        """Drafts, and what is in review."""
        return self.filter(status__in=[Status.DRAFT, Status.IN_REVIEW])

    def scheduled(self, at: datetime | None = None):
        return self.filter(status=Status.PUBLISHED, publish_at__gt=at or timezone.now())

    def expired(self, at: datetime | None = None):
        return self.filter(status=Status.PUBLISHED, expire_at__lte=at or timezone.now())

    def review_overdue(self, today):
        return self.filter(status=Status.PUBLISHED, review_by__lt=today)

    def in_state(self, state: State, at: datetime | None = None):
        """Those that stand in a state at a moment; the same answer as `Publishable.state`."""
        match state:
            case State.DRAFT:
                return self.drafts()
            case State.IN_REVIEW:
                return self.in_review()
            case State.SCHEDULED:
                return self.scheduled(at)
            case State.PUBLIC:
                return self.published(at)
            case State.EXPIRED:
                return self.expired(at)
            case State.WITHDRAWN:
                return self.withdrawn()
