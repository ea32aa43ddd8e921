"""What whoever holds an e-mail address sees and does, at addresses that only mail to it holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from icpr.lib.http.forms import takes_form
from icpr.lib.http.reader_form import SeeOther
from resources.following import confirming, manage_page
from resources.following.confirm_page import ConfirmPage
from resources.following.door import from_anywhere, holders, private
from resources.following.manage_page import ManagePage
from resources.following.models import STOP_ALL, Follower, Subscription


@takes_form
@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What waits to be confirmed, each with a box; only the form confirms, for programs open the addresses in mail."""
    page, sent = ConfirmPage(token), request.POST
    if request.method == "POST" and page.is_open:
        confirming.confirm(page.follower, shown=sent.getlist("shown"), chosen=sent.getlist("follow"))
        return SeeOther(reverse("follow-confirm", args=[token]))
    is_expired = page.follower is None or page.is_expired
    template, code = "following/expired.html" if is_expired else "following/confirm.html", page.code
    return render(request, template, {"page": page}, status=code)


@takes_form
@holders
def manage(request: HttpRequest, follower: Follower, token: str) -> HttpResponse:
    """What is followed, how often and how much is told of each; changes it."""
    message = ""
    if request.method == "POST":
        message = manage_page.change(follower, request.POST)
        follower.refresh_from_db()
    return render(request, "following/manage.html", {"page": ManagePage(follower, message), "token": token})


@takes_form
@holders
def erase(request: HttpRequest, follower: Follower, token: str) -> HttpResponse:
    """Asks before all is erased; erases it at once."""
    if request.method == "POST":
        follower.erase()
        return SeeOther(reverse("follow-erased"))
    context = {"number": follower.subscriptions.count(), "token": token}
    return render(request, "following/erase.html", context)


@private
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "following/erased.html")


@from_anywhere
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends one subscription, however the form was sent and filled in; says the same when it had ended before."""
    found = Subscription.objects.with_token(token)
    if request.method != "POST":
        code = 200 if found else 404
        return render(request, "following/stop.html", {"subscription": found}, status=code)
    if found:
        confirming.stop(found)
    return render(request, "following/stopped.html")


@from_anywhere
def stop_all(request: HttpRequest, token: str) -> HttpResponse:
    """Ends all and erases the address; as `stop`."""
    found = Follower.objects.with_token(STOP_ALL, token)
    if request.method != "POST":
        code = 200 if found else 404
        return render(request, "following/stop.html", {"follower": found}, status=code)
    if found:
        found.erase()
    return render(request, "following/stopped.html", {"is_all": True})
