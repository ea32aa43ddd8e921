"""The private pages that keep a plan: its addresses, its history, the file back in, the end."""

import hmac
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from icpr.lib.spreadsheets import Unreadable
from pillars.models import Plan
from pillars.plans import changes, housekeeping, importing, tokens
from pillars.plans.access import correspondents, editors, posted, private
from pillars.plans.editing import common, plan_page
from pillars.plans.forms import MailForm, UploadForm, WarnForm
from pillars.plans.since import asked_day, since
from pillars.plans.starting import nonce_in

MAIL = """This is the private address of a Blueprint plan:

{address}

Whoever has it can change the plan. If you did not ask for this message, delete it.
"""
RENEWED = "This is the new private address. The old one leads nowhere any more: give the new one to whoever needs it."
ON_ITS_WAY = "The message is on its way."
MOST_SHOWN = 300
OTHER_CHANGE = (
    "Somebody else changed the plan after you opened it, so nothing was taken back. The last change is now this:"
)


def can_mail() -> bool:
    """Whether messages go anywhere: to a mail server, or in development to the terminal."""
    return bool(settings.EMAIL_HOST) or not settings.PRODUCTION


@editors
def addresses(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    return _addresses_page(request, plan, token, said=RENEWED if "renewed" in request.GET else "")


def _addresses_page(request, plan, token, *, mail=None, warn=None, said="", code=200) -> HttpResponse:
    shared = tokens.unseal(plan.share_sealed, plan.share_hash, token) if plan.share_hash else ""
    context = common(
        plan,
        token,
        private_url=request.build_absolute_uri(reverse("plan", args=[token])),
        shared_url=request.build_absolute_uri(reverse("plan-shared", args=[shared])) if shared else "",
        can_mail=can_mail(),
        mail=mail or MailForm(),
        warn=warn or WarnForm(initial={"warn": plan.email}),
        lapses_on=housekeeping.lapses_on(plan),
        said=said,
    )
    return render(request, "plans/addresses.html", context, status=code)


@editors
@posted
def share(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Make a share address, replacing the one there was; or with `revoke` leave none."""
    if "revoke" in request.POST:
        plan.share_hash, plan.share_sealed = None, ""
    else:
        fresh = tokens.token_of(f"{nonce_in(request)}:share:{token}")
        plan.share_hash, plan.share_sealed = tokens.hash_of(fresh), tokens.seal(fresh, token)
    plan.save(update_fields=["share_hash", "share_sealed"])
    return redirect("plan-addresses", token=token)


@private
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new private address; the old one is no address any more. Sent twice, the form leads to the same new one."""
    fresh = tokens.token_of(f"{nonce_in(request)}:edit:{token}")
    if request.method == "POST" and Plan.objects.filter(edit_hash=tokens.hash_of(fresh)).exists():
        return redirect(f"{reverse('plan-addresses', args=[fresh])}?renewed")
    return _renew(request, token=token, fresh=fresh)


@editors
@posted
def _renew(request: HttpRequest, plan: Plan, token: str, fresh: str) -> HttpResponse:
    if plan.share_hash:
        plan.share_sealed = tokens.seal(tokens.unseal(plan.share_sealed, plan.share_hash, token), fresh)
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
    if not Plan.objects.filter(pk=plan.pk).exclude(mailed_once=(once := nonce_in(request))).update(mailed_once=once):
        return _addresses_page(request, plan, token, said=ON_ITS_WAY)
    if tokens.mails.is_over(request):
        said = "Enough messages for one hour: copy the address instead."
        return _addresses_page(request, plan, token, mail=form, said=said, code=429)
    tokens.mails.count(request)
    text = MAIL.format(address=request.build_absolute_uri(reverse("plan", args=[token])))
    try:
        send_mail("The private address of your Blueprint plan", text, None, [form.cleaned_data["email"]])
    except (OSError, SMTPException):
        said = "The message could not be sent. Copy the address instead."
        return _addresses_page(request, plan, token, mail=form, said=said, code=503)
    return _addresses_page(request, plan, token, said=ON_ITS_WAY)


@editors
@posted
def warn(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Keep an e-mail address with the plan, only for the warning before it is deleted unused; an empty one removes it."""
    form = WarnForm(request.POST)
    if not can_mail():
        raise Http404
    if not form.is_valid():
        return _addresses_page(request, plan, token, warn=form, code=400)
    plan.email = form.cleaned_data["warn"]
    plan.save(update_fields=["email"])
    said = f"{plan.email} will be warned before the plan is deleted." if plan.email else "No e-mail address is kept."
    return _addresses_page(request, plan, token, said=said)


@private
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Erase the plan with all it holds; nothing of it is kept. Sent twice, the form is answered twice alike."""
    farewell = tokens.farewell_of(token)
    response = _delete(request, token=token, farewell=farewell)
    if response.status_code == 404 and hmac.compare_digest(
        request.POST.get("farewell", "").encode(), farewell.encode()
    ):
        return response if Plan.objects.filter(edit_hash=tokens.hash_of(token)).exists() else redirect("plan-deleted")
    return response


@editors
def _delete(request: HttpRequest, plan: Plan, token: str, farewell: str) -> HttpResponse:
    if request.method != "POST":
        context = common(plan, token, number=plan.entries.count(), farewell=farewell)
        return render(request, "plans/delete.html", context)
    plan.delete()
    return redirect("plan-deleted")


@private
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "plans/deleted.html")


@editors
def history(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """What was done, newest first; with `?since=` from a day on, and what moved since it."""
    day, wrong = asked_day(request)
    found = plan.changes.defer("before", "after")
    context = {"since": None}
    if day:
        found = found.filter(made_at__date__gte=day)
        context["since"] = since(plan, day, list(plan.entries.for_page()))
    context |= {"changes": found[:MOST_SHOWN], "last": changes.last_change(plan), "today": timezone.localdate()}
    return render(request, "plans/history.html", common(plan, token, wrong=wrong, **context))


@editors
@posted
def undo(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Take back the last change, if it is still the one the form was shown for."""
    last, asked = changes.last_change(plan), request.POST.get("change", "")
    if last and asked == str(last.pk):
        changes.undo(plan, last)
    elif last and not _undone(plan, asked):
        return plan_page(request, plan, token, refused=OTHER_CHANGE, code=409)
    return redirect("plan", token=token)


def _undone(plan: Plan, change: str) -> bool:
    """Whether this change was taken back already, as when the form is sent twice."""
    return change.isdecimal() and len(change) < 19 and plan.changes.filter(pk=change, undone_at__isnull=False).exists()


@editors
def read_in(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Take the plan's CSV back: first what it would change, then, confirmed, the change."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _read_in_page(request, plan, token, form, code=400 if form.errors else 200)
    once = f"{nonce_in(request)}:import"
    if changes.is_repeat(plan, once):
        return redirect("plan", token=token)
    text = form.cleaned_data["text"]
    try:
        outcome = importing.dry_run(plan, text)
    except Unreadable as error:
        return _read_in_page(request, plan, token, form, problem=str(error), code=400)
    if request.POST.get("digest") == outcome.digest:
        importing.apply(plan, outcome, once)
        return redirect("plan", token=token)
    return _read_in_page(request, plan, token, form, outcome=outcome, text=text)


def _read_in_page(request, plan, token, form, *, code=200, **more) -> HttpResponse:
    return render(request, "plans/read_in.html", common(plan, token, form=form, **more), status=code)
