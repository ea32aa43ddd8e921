"""“Mail to followers” on the desk: whether mail goes out, what waits and failed, what is followed, in numbers, and the
switch that pauses all of it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from icpr.audit.models import AuditEntry, Event
from icpr.audit.recording import record
from icpr.lib.few import TOGETHER
from icpr.lib.mail import can_mail
from icpr.outbox import queue
from resources.admin import digest_previews
from resources.following import figures
from resources.following.announcements import Announcement
from resources.following.models import Level

SEES, SWITCHES = "following.view_subscription", "following.pause_mail"
ALL_MAIL = "All mail"
PAUSED, GOES_ON = "paused", "goes on"
DONE = {PAUSED: "All mail is paused. What is to be sent waits.", GOES_ON: "Mail goes on, beginning with what waits."}
SO_ALREADY = {PAUSED: "All mail was paused already.", GOES_ON: "Mail was not paused."}


def urls(wrap: Callable) -> list:
    """The pages, for the staff site, which guards them by `wrap`."""
    return [
        path("mail/", wrap(page), name="mail"),
        path("mail/pause/", wrap(switch), {"to": PAUSED}, name="mail_pause"),
        path("mail/resume/", wrap(switch), {"to": GOES_ON}, name="mail_resume"),
        path("mail/preview/", wrap(digest_previews.page), name="mail_preview"),
        path("mail/preview.html", wrap(digest_previews.html), name="mail_preview_html"),
    ]


def address(user) -> str:
    """The address of the page, for the start page; "" for a user who may not see it."""
    return reverse("admin:mail") if user.has_perm(SEES) else ""


def page(request: HttpRequest) -> HttpResponse:
    """All of it in numbers."""
    if not request.user.has_perm(SEES):
        raise PermissionDenied
    now = timezone.now()
    context = admin.site.each_context(request) | {
        "title": "Mail to followers",
        "can_mail": can_mail(),
        "has_server": bool(settings.MAIL_SERVER),
        "is_paused": queue.is_paused(),
        "switched": AuditEntry.objects.filter(event=Event.MAIL, subject=ALL_MAIL).first(),
        "may_switch": request.user.has_perm(SWITCHES),
        "outbox": figures.of_outbox(),
        "failures": figures.of_failures(now),
        "followers": figures.of_followers(now),
        "levels": Level.labels,
        "together": TOGETHER,
        "waiting": Announcement.objects.waiting() if request.user.has_perm("following.view_announcement") else [],
        "may_write": request.user.has_perm("following.add_announcement"),
    }
    return TemplateResponse(request, "admin/resources/mail.html", context)


def switch(request: HttpRequest, to: str) -> HttpResponse:
    """Asks, and pauses all mail or lets it go on; who did it and when stands in the audit."""
    if not request.user.has_perm(SWITCHES):
        raise PermissionDenied
    if request.method != "POST":
        context = admin.site.each_context(request) | {
            "title": "Pause all mail" if to == PAUSED else "Let mail go on",
            "pauses": to == PAUSED,
            "outbox": figures.of_outbox(),
        }
        return TemplateResponse(request, "admin/resources/mail_switch.html", context)
    if queue.is_paused() == (to == PAUSED):
        messages.info(request, SO_ALREADY[to])
        return redirect("admin:mail")
    with transaction.atomic():
        (queue.pause if to == PAUSED else queue.resume)()
        record(Event.MAIL, request, subject=ALL_MAIL, detail=to)
    messages.success(request, DONE[to])
    return redirect("admin:mail")
