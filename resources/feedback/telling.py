"""Tells staff by mail, once a day at most, that readers wrote; what they wrote stands in the queue alone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from icpr.lib.http.site import absolute
from icpr.lib.moments import day_in_words
from resources.feedback.models import Feedback
from resources.review.telling import staff_with, tell

PERMISSION = "resources.change_resource"  # whoever has it decides about messages
TEXT = """{number} of readers {wait} in the library’s queue, the oldest since {since}.

{queue}

You get this message once a day at most, and only when something new has come in.
"""


@transaction.atomic
def tell_staff(now: datetime) -> int:
    """Write to staff if something that waits came in the last day. What was held apart is no reason. Returns how many
    mails are new."""
    waiting = Feedback.objects.waiting()
    if not waiting.filter(received_at__gt=now - timedelta(days=1)).exists():
        return 0
    number = waiting.count()
    said = "1 message" if number == 1 else f"{number:,} messages"
    text = TEXT.format(
        number=said,
        wait="waits" if number == 1 else "wait",
        since=day_in_words(waiting[0].received_at),
        queue=absolute(reverse("admin:feedback_feedback_changelist")),
    )
    day = timezone.localdate(now).isoformat()
    return tell(staff_with(PERMISSION), f"{said} of readers", text, f"feedback:{day}")
