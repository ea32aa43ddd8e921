"""What looks like advertising or like a flood, and so waits apart: nobody is mailed, and its sender learns nothing.

It only sorts: staff see what was held apart, and why, and may put it among what waits.
"""

import re
from datetime import timedelta

from django.utils import timezone

from icpr.limits.throttling import Limit
from resources.feedback.forms import FeedbackForm
from resources.feedback.models import Feedback

HOUR, DAY = 3_600, 86_400
MANY_FROM_NETWORK = Limit("feedback-network-quiet", most=5, seconds=HOUR)
MANY_OF_ALL = Limit("feedback-all-quiet", most=200, seconds=DAY)
MOST_LINKS = 2  # in what is written; the address that is suggested has a field of its own
SHORTEST_REPEATED = 20  # characters: what is shorter, two people may well write alike
LINK = re.compile(r"https?://\S*|www\.\S*", re.IGNORECASE)
MARKUP = re.compile(r"\[/?(?:url|link)\b|<\s*/?\s*a\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{2,}")


def reason(form: FeedbackForm, message: Feedback, network: str) -> str:
    """Why a message is to wait apart; "" for one that is not. Counts it for its network and for all."""
    is_much, is_flood = not MANY_FROM_NETWORK.take(network), not MANY_OF_ALL.take()
    written = f"{message.title}\n{message.words}"
    links = LINK.findall(written)
    if form.was_quick:
        return "Sent sooner than anybody types."
    if MARKUP.search(written):
        return "Holds links written as code."
    if len(links) > MOST_LINKS:
        return f"Holds {len(links)} links."
    if links and not WORD.search(LINK.sub("", written)):
        return "Holds nothing but links."
    if _came_before(message):
        return "The same words came before in the last day."
    if is_much:
        return "More than five came from one network within an hour."
    return "More than 200 came within a day." if is_flood else ""


def _came_before(message: Feedback) -> bool:
    if len(message.words) < SHORTEST_REPEATED:
        return False
    lately = Feedback.objects.filter(received_at__gt=timezone.now() - timedelta(days=1))
    return lately.filter(words=message.words).exists()
