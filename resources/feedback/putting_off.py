"""Puts messages off: until a day and for a reason they are not among what waits, and nobody is told of them."""

from datetime import date

from django.db import transaction

from resources.feedback.deciding import held
from resources.feedback.models import Feedback, PutOff


@transaction.atomic
def put_off(pk: int, seen: str, until: date, reason: str, *, user) -> Feedback:
    """Put a message off; a later word takes the place of an earlier one. Raises ValidationError, and changes nothing,
    when it is not in the state that staff saw or does not wait."""
    message = held(pk, seen, waits=True)
    PutOff.objects.update_or_create(feedback=message, defaults={"until": until, "reason": reason, "by": user})
    return message


@transaction.atomic
def take_up(pk: int, seen: str) -> Feedback:
    """Have a message wait again at once; as `put_off`."""
    message = held(pk, seen, waits=True)
    PutOff.objects.filter(feedback=message).delete()
    return message


def forget(today: date) -> int:
    """Delete what is over. Returns how many."""
    return PutOff.objects.filter(until__lte=today).delete()[0]
