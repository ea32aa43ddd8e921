"""Letters to followers as staff try them: on a page of their own, and sent to their own address."""

import re
import secrets
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from icpr.admin import idempotency
from icpr.lib import tokens
from icpr.lib.mail import MailboxField, can_mail
from icpr.limits.throttling import Limit
from icpr.outbox import queue
from icpr.outbox.queue import Letter
from resources.following.models import ADDRESS, MANAGE, STOP, STOP_ALL, Follower, Subscription

TO_STAFF = Limit("mail-to-staff", most=20, seconds=86_400)  # of each account
NO_TOKEN = "A" * 43  # of the shape of a token, and of nobody
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

CANNOT = "This library cannot send mail: no mail server is set (EMAIL_HOST)."
NO_ADDRESS = "Your account has no e-mail address. An administrator can enter one under “Users”."
TOO_MANY = f"That were {TO_STAFF.most} letters to yourself within a day. Look at the page instead, or try tomorrow."
WAITS = "All mail is paused: the letter to {} is sent when mail goes on."
ON_ITS_WAY = "The letter to {} is on its way. The private addresses in it lead nowhere."


def nobody() -> Follower:
    """A follower who is not kept, for a letter to look at: its private addresses lead nowhere."""
    return Follower(
        pk=0,
        address=tokens.seal("you@example.org", ADDRESS),
        manage_sealed=tokens.seal(NO_TOKEN, MANAGE),
        stop_sealed=tokens.seal(NO_TOKEN, STOP_ALL),
    )


def of_nobody(**asked) -> Subscription:
    """A subscription of nobody."""
    return Subscription(follower=nobody(), stop_sealed=tokens.seal(NO_TOKEN, STOP), **asked)


def as_page(letter: Letter) -> HttpResponse:
    """The HTML of a letter as a page of its own.

    Its policy forbids all but the letter's own style, told by its digest: no script, no picture, no form, no frame, and
    no other style, whatever stands in the letter.
    """
    digests = [b64encode(sha256(style.encode()).digest()).decode() for style in STYLE.findall(letter.html)]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return HttpResponse(letter.html, headers={"Content-Security-Policy": f"{policy}; sandbox"})


def send(request: HttpRequest, letter: Letter) -> None:
    """Send a letter to who is signed in, and tell them so, or why not. A form that is sent twice sends one."""
    problem, to = "", ""
    try:
        to = MailboxField().clean(request.user.email) if request.user.email else ""
    except ValidationError:
        problem = NO_ADDRESS
    if not can_mail():
        problem = CANNOT
    elif not to:
        problem = NO_ADDRESS
    elif not TO_STAFF.take(str(request.user.pk)):
        problem = TOO_MANY
    if problem:
        messages.error(request, problem)
        return
    owner, sent = f"staff:{request.user.pk}", idempotency.nonce_in(request) or secrets.token_urlsafe(16)
    own = replace(
        letter,
        key=f"preview:{request.user.pk}:{tokens.hash_of(sent)}",
        to=to,
        subject=f"[Preview] {letter.subject}",
        headers={},
        purpose="preview",
        owner=owner,
    )
    queue.put([own])
    messages.success(request, (WAITS if queue.is_paused() else ON_ITS_WAY).format(to))
