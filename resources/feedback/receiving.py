"""Takes what readers tell: once for each form, and only so much of one network and in all."""

from django.db import transaction
from django.http import HttpRequest

from icpr.lib import tokens
from icpr.lib.http.caller import network_of
from icpr.limits.throttling import Limit, take_all
from resources.feedback import letters, quiet
from resources.feedback.forms import FeedbackForm
from resources.feedback.models import ADDRESS, STATUS, Feedback, Kind, State

HOUR, DAY = 3_600, 86_400
FROM_NETWORK = Limit("feedback-network", most=30, seconds=HOUR)
FROM_NETWORK_A_DAY = Limit("feedback-network-day", most=100, seconds=DAY)  # one network leaves room for others
OF_ALL = Limit("feedback-all", most=1_000, seconds=DAY)
ON_ONE_RECORD = Limit("feedback-useful", most=3, seconds=DAY)  # from one network, on whether it was useful


@transaction.atomic
def receive(request: HttpRequest, form: FeedbackForm) -> str | None:
    """Keep what a valid form says. Returns the token of its status page, the same however often the form is sent as it
    is; None when too many were taken lately."""
    message, email = form.message(), form.cleaned_data.get("email", "")
    told = (form.key, message.kind, message.page, message.title, message.address, message.words, email)
    token = tokens.derived_token(STATUS, "\x00".join((*told, str(message.is_useful))))
    if Feedback.objects.of_token(token).exists():
        return token
    network = network_of(request)
    counted = [(FROM_NETWORK, network), (FROM_NETWORK_A_DAY, network), (OF_ALL,)]
    if message.kind == Kind.USEFUL:
        counted.append((ON_ONE_RECORD, network, str(message.about_id)))
    if not take_all(*counted):
        return None
    _keep(form, message, token, email, network)
    return token


def _keep(form: FeedbackForm, message: Feedback, token: str, email: str, network: str) -> None:
    message.state = State.OPEN
    if message.kind == Kind.USEFUL and not message.words:
        message.state = State.SEEN
    elif why := quiet.reason(form, message, network):
        message.state, message.quiet_reason = State.QUIET, why
    if email:
        message.sender, message.token_sealed = tokens.seal(email, ADDRESS), tokens.seal(token, STATUS)
    fields = [each for each in Feedback._meta.concrete_fields if each.name not in {"id", "token_hash", "received_at"}]
    told = {each.attname: getattr(message, each.attname) for each in fields}
    kept, is_new = Feedback.objects.get_or_create(token_hash=tokens.hash_of(token), defaults=told)  # may come twice
    if is_new and kept.state == State.OPEN:
        letters.acknowledge(kept)
