"""What the site says of itself: its pages about privacy and accessibility, and the contact for reports of weaknesses.

Every number on them comes from the setting or constant that makes it so.
"""

from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from icpr.accounts import sessions
from icpr.audit.models import KEPT
from icpr.kept import expiry
from icpr.lib import few
from icpr.lib.http.site import absolute
from resources.feedback.models import QUIET_KEPT
from resources.following.models import PENDING, REFUSED_KEPT
from resources.models.address_reports import KEPT_AFTER_DECISION, KEPT_UNDECIDED
from resources.models.previews import LIFETIME
from resources.reading_lists import remembered
from resources.search_log import record

STATED_ON = date(2026, 11, 29)  # when what these pages say was last compared with the code
LIMITS_LAST_DAYS = 7  # no limit counts longer, which a test holds
SECURITY_TEXT_DAYS = 300  # RFC 9116 asks for less than a year


def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "stated_on": STATED_ON,
        "contact_email": settings.CONTACT_EMAIL,
        "security_contact": (contact := security_contact()),
        "security_contact_shown": contact.removeprefix("mailto:"),
        "search_days": settings.SEARCH_LOG_DAYS,
        "usage_days": settings.USAGE_DAYS,
        "usage_few": few.TOGETHER,
        "repeat_minutes": record.SECONDS // 60,
        "unused_days": expiry.UNUSED_DAYS,
        "grace_days": expiry.GRACE_DAYS,
        "remembered_lists": remembered.MOST,
        "remembered_days": remembered.SECONDS // 86_400,
        "backup_days": settings.BACKUP_DAYS,
        "limit_days": LIMITS_LAST_DAYS,
        "session_days": sessions.ABSOLUTE.days,
        "idle_hours": sessions.IDLE // timedelta(hours=1),
        "audit_days": KEPT.days,
        "preview_days": LIFETIME.days,
        "sender_days": KEPT_AFTER_DECISION.days,
        "undecided_days": KEPT_UNDECIDED.days,
        "quiet_days": QUIET_KEPT.days,
        "confirm_days": PENDING.days,
        "refused_days": REFUSED_KEPT.days,
    }
    return render(request, "icpr/privacy.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "icpr/accessibility.html", {"stated_on": STATED_ON, "contact_email": settings.CONTACT_EMAIL})


def security_contact() -> str:
    """Whom to tell of a weakness, as an address to open; empty when nobody is named."""
    told = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    return told if not told or told.startswith(("https://", "mailto:")) else f"mailto:{told}"


def security_text(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness, for programs that look for it (RFC 9116). 404 when nobody is named."""
    if not (contact := security_contact()):
        raise Http404
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=SECURITY_TEXT_DAYS)
    lines = {
        "Contact": contact,
        "Expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en",
        "Canonical": absolute(reverse("security-text")),
        "Policy": absolute(f"{reverse('privacy')}#weakness"),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
