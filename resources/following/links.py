"""The private addresses that stand in mail, absolute, and the headers by which mail programs end a subscription."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from icpr.lib import tokens
from icpr.lib.http.site import absolute
from icpr.lib.text.page_titles import SITE
from resources.following.models import CONFIRM, MANAGE, STOP, STOP_ALL, Follower, Subscription

ONE_CLICK = "List-Unsubscribe=One-Click"  # what a mail program sends (RFC 8058)


def manage_url(follower: Follower) -> str:
    """Where a follower sees and changes all that is followed; "" when the site's secret has changed since."""
    return _private("follow-manage", follower.manage_sealed, MANAGE)


def confirm_url(follower: Follower) -> str:
    """Where a follower confirms what was asked for; "" when nothing can be confirmed by a link."""
    return _private("follow-confirm", follower.confirm_sealed, CONFIRM) if follower.confirm_sealed else ""


def unsubscribe_url(subscription: Subscription) -> str:
    """Where one subscription is ended: by a button, or by a mail program with one click."""
    return _private("follow-stop", subscription.stop_sealed, STOP)


def unsubscribe_all_url(follower: Follower) -> str:
    """Where all is ended and the address is erased: by a button, or by a mail program with one click."""
    return _private("follow-stop-all", follower.stop_sealed, STOP_ALL)


def headers(*subscriptions: Subscription) -> dict[str, str]:
    """The headers of a mail about some subscriptions of one follower. One click ends what the mail is about: the one
    subscription, or of several all, as a mail program knows only one address to end them."""
    first = subscriptions[0]
    one_click = unsubscribe_url(first) if len(subscriptions) == 1 else unsubscribe_all_url(first.follower)
    return list_headers(one_click)


def list_headers(one_click: str) -> dict[str, str]:
    """The headers of a mail to followers that this address ends; without one, as "" says, only the list's name."""
    named = {"List-Id": f"{SITE} <following.{urlsplit(settings.SITE_URL).hostname}>"}
    if not one_click:
        return named
    return named | {"List-Unsubscribe": f"<{one_click}>", "List-Unsubscribe-Post": ONE_CLICK}


def _private(name: str, sealed: str, purpose: str) -> str:
    token = tokens.unseal(sealed, purpose)
    return absolute(reverse(name, args=[token])) if token else ""
