"""Following, asked for by anybody who has an e-mail address: it changes nothing before its holder confirms it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from icpr.lib.http.forms import takes_form
from icpr.lib.http.reader_form import SeeOther
from icpr.lib.mail import can_mail
from resources.following import asking
from resources.following.door import private
from resources.following.follow_page import FollowPage
from resources.following.forms import FollowForm, MailForm
from resources.following.models import PENDING, Level, Rhythm


@private
@takes_form
def follow(request: HttpRequest) -> HttpResponse:
    """What can be followed, how much to expect, and the form; takes it, and says the same whatever is known."""
    is_sent = request.method == "POST"
    page = FollowPage.of((request.POST if is_sent else request.GET).get("of", ""))
    form = FollowForm(request.POST if is_sent else None, initial={"rhythm": Rhythm.WEEKLY, "level": Level.MAJOR})
    if not is_sent or page.target is None or not can_mail():
        return _follow_page(request, page, form, code=page.code)
    if not form.is_valid():
        return _follow_page(request, page, form, code=400)
    wish = form.cleaned_data
    if not asking.to_follow(request, wish["email"], page.target, rhythm=wish["rhythm"], level=wish["level"]):
        return _follow_page(request, page, form, code=429)
    return SeeOther(reverse("follow-asked"))


def _follow_page(request: HttpRequest, page: FollowPage, form: FollowForm, *, code: int) -> HttpResponse:
    if page.target and page.can_mail:
        form.expect(page.estimates)
    context = {"page": page, "form": form, "days": PENDING.days, "is_too_much": code == 429}
    return render(request, "following/follow.html", context, status=code)


@private
def asked(request: HttpRequest) -> HttpResponse:
    """That a message is on its way, if the address can get one."""
    return render(request, "following/asked.html", {"days": PENDING.days})


@private
@takes_form
def link(request: HttpRequest) -> HttpResponse:
    """Sends the private address to whoever follows something; says the same to all."""
    form = MailForm(request.POST if request.method == "POST" else None)
    code, context = 200, {"form": form, "can_mail": can_mail()}
    if request.method == "POST" and can_mail():
        if not form.is_valid():
            code = 400
        elif asking.to_manage(request, form.cleaned_data["email"]):
            return SeeOther(reverse("follow-asked"))
        else:
            code = 429
    return render(request, "following/link.html", context | {"is_too_much": code == 429}, status=code)
