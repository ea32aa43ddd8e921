"""What a mail service reports of letters it took: bounces and complaints stop the address.

django-anymail reads the reports of the service that EMAIL_SERVICE names, and refuses those without its secret. It is an
extra: without the setting nothing of it is imported.
"""

from functools import cache
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from icpr.lib.http.forms import takes_form
from icpr.outbox.claims import tell_refused
from icpr.outbox.letters import address_hashes
from icpr.outbox.models import Message

STOP = {"bounced", "rejected", "complained", "unsubscribed"}
# Reasons that are about us, our network or our rules, and tell nothing of the mailbox.
OURS = {"blocked", "timed_out", "other"}
BROKEN = (AttributeError, LookupError, RecursionError, TypeError, ValueError)


@csrf_exempt
@takes_form
def reports(request: HttpRequest) -> HttpResponse:
    """Takes the reports of the mail service. 400 for what it did not write, 404 when none is named."""
    if not settings.EMAIL_SERVICE:
        raise Http404
    return _view(settings.EMAIL_SERVICE)(request)


@cache
def _view(service: str):
    from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
    from anymail.signals import tracking

    module = import_module(f"anymail.webhooks.{service}")
    view = next(each for name, each in vars(module).items() if name.endswith("TrackingWebhookView"))

    class Reports(view):
        def parse_events(self, request: HttpRequest) -> list:
            try:
                return super().parse_events(request)
            except (AnymailError, AnymailConfigurationError, *BROKEN) as error:
                said = f"A report of mail cannot be read ({type(error).__name__})."
                raise AnymailWebhookValidationFailure(said) from error

    tracking.connect(hear, dispatch_uid="icpr.outbox.bounces")
    return Reports.as_view()


def hear(sender, event, esp_name: str, **_) -> None:
    """Have all who own letters to an address told that it is refused, if that is what an event says."""
    if event.event_type not in STOP or event.reject_reason in OURS or not event.recipient:
        return
    letters = Message.objects.filter(address_hash__in=address_hashes(event.recipient)).exclude(owner="")
    with transaction.atomic():
        for owner in letters.order_by("owner").values_list("owner", flat=True).distinct():
            tell_refused(owner, f"{esp_name}: {event.event_type}")
