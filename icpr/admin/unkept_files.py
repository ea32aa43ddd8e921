"""A form with a file is shown again when the place where files are kept is away: nothing that was typed is lost."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from icpr.lib.logs.outages import Outage

NOT_KEPT = (
    "The place where files are kept does not answer, so nothing was saved. What you typed stands below: wait a minute, "
    "choose the file again and save."
)

log = logging.getLogger(__name__)


def unless_away(request: HttpRequest, save: Callable[[], HttpResponse]) -> HttpResponse:
    """What `save` answers, which shows a form or keeps what was sent. Is the place of its files away, nothing was kept,
    and the form is shown again with its refusal."""
    if not request.FILES:
        return save()
    try:
        with transaction.atomic():
            return save()
    except Outage as away:
        log.warning("A file was not kept", exc_info=away)
    request.refusal = NOT_KEPT
    response = save()
    response.status_code, response["Retry-After"] = 503, "30"
    return response
