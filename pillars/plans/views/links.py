"""The private page of a plan's addresses: shown, sent, shared, replaced;
and whom to warn before the plan is deleted."""

from smtplib import SMTPException

from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from icpr.lib import tokens
from icpr.lib.http.forms import takes_form
from icpr.lib.http.site import absolute
from icpr.lib.mail import can_mail
from pillars.models import Plan
from pillars.plans import expiry, limits, share_tokens
from pillars.plans.decorators import correspondents, editors, posted, private
from pillars.plans.forms import MailForm, WarnForm
from pillars.plans.views.create import PURPOSE, nonce_in
from pillars.plans.views.edit import common

MAIL = """This is the private address of a Blueprint plan:

{address}

Whoever has it can change the plan. If you did not ask for this message, delete it.
"""
RENEWED = "This is the new private address. The old one leads nowhere any more: give the new one to whoever needs it."
ON_ITS_WAY = "The message is on its way."
NOT_SENT = "The message could not be sent. Copy the address instead."
NO_MORE = "No more messages can be sent just now. Copy the address instead, or try again tomorrow."
NO_MORE_PLANS = "This e-mail address was given for several plans today. Try again tomorrow."


@editors
def addresses(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    return _addresses_page(request, plan, token, message=RENEWED if "renewed" in request.GET else "")


def _addresses_page(request, plan, token, *, mail=None, warn=None, message="", code=200) -> HttpResponse:
    shared = _share_token(plan, token)
    context = common(
        plan,
        token,
        private_url=absolute(reverse("plan", args=[token])),
        shared_url=absolute(reverse("plan-shared", args=[shared])) if shared else "",
        can_mail=can_mail(),
        mail=mail or MailForm(),
        warn=warn or WarnForm(initial={"warn": plan.email}),
        expires_on=expiry.expires_on(plan),
        message=message,
    )
    return render(request, "plans/addresses.html", context, status=code)


def _share_token(plan: Plan, token: str) -> str | None:
    """The token of the share address, if there is one and it can be shown to who has this private one."""
    return share_tokens.unseal(plan.share_sealed, plan.share_hash, token) if plan.share_hash else None


@editors
@posted
def share(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Make a share address, replacing the one there was; or with `revoke` leave none."""
    if "revoke" in request.POST:
        plan.share_hash, plan.share_sealed = None, ""
    else:
        fresh = tokens.derived_token(PURPOSE, f"{nonce_in(request)}:share:{token}")
        plan.share_hash, plan.share_sealed = tokens.hash_of(fresh), share_tokens.seal(fresh, token)
    plan.save(update_fields=["share_hash", "share_sealed"])
    return redirect("plan-addresses", token=token)


@private
@takes_form
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new private address; the old one is no address any more. Sent twice, the form leads to the same new one."""
    fresh = tokens.derived_token(PURPOSE, f"{nonce_in(request)}:edit:{token}")
    if request.method == "POST" and Plan.objects.filter(edit_hash=tokens.hash_of(fresh)).exists():
        return redirect(f"{reverse('plan-addresses', args=[fresh])}?renewed")
    return _renew(request, token=token, fresh=fresh)


@editors
@posted
def _renew(request: HttpRequest, plan: Plan, token: str, fresh: str) -> HttpResponse:
    if shared := _share_token(plan, token):
        plan.share_sealed = share_tokens.seal(shared, fresh)
    plan.edit_hash = tokens.hash_of(fresh)
    plan.save(update_fields=["edit_hash", "share_sealed"])
    return redirect(f"{reverse('plan-addresses', args=[fresh])}?renewed")


@correspondents
@posted
def mail(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Send the private address to whoever asks here for it. Sent twice, the form sends one message."""
    form = MailForm(request.POST)
    if not can_mail():
        raise Http404
    if not form.is_valid():
        return _addresses_page(request, plan, token, mail=form, code=400)
    idempotency_key, address = nonce_in(request), form.cleaned_data["email"]
    sending = str(plan.pk), idempotency_key
    if not limits.MAIL_ONCE.is_over(*sending) and not limits.may_mail(request, plan, address):
        return _addresses_page(request, plan, token, mail=form, message=NO_MORE, code=429)
    if limits.MAIL_ONCE.take(*sending) and not _sent(token, address):
        limits.MAIL_ONCE.clear(*sending)  # so that it may be tried again
        return _addresses_page(request, plan, token, mail=form, message=NOT_SENT, code=503)
    return _addresses_page(request, plan, token, message=ON_ITS_WAY)


def _sent(token: str, address: str) -> bool:
    """Whether the mail server took the message with the private address."""
    text = MAIL.format(address=absolute(reverse("plan", args=[token])))
    try:
        return bool(send_mail("The private address of your Blueprint plan", text, None, [address]))
    except (OSError, SMTPException):
        return False


@editors
@posted
def warn(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Keep an e-mail address with the plan, only for the warning before it is deleted unused;
    an empty one removes it."""
    form = WarnForm(request.POST)
    if not can_mail():
        raise Http404
    if not form.is_valid():
        return _addresses_page(request, plan, token, warn=form, code=400)
    address = form.cleaned_data["warn"]
    if address not in {"", plan.email} and not limits.may_be_warned(request, address):
        return _addresses_page(request, plan, token, warn=form, message=NO_MORE_PLANS, code=429)
    plan.email = address
    plan.save(update_fields=["email"])
    message = f"{plan.email} will be warned before the plan is deleted." if plan.email else "No e-mail address is kept."
    return _addresses_page(request, plan, token, message=message)
