"""The next digest of whatever can be followed, as the letter it would be now: what is in it, what is not, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from icpr.lib.formats import Gone
from icpr.lib.idempotency import new_key
from icpr.lib.mail import can_mail
from icpr.lib.text.fields import LineField
from icpr.outbox.queue import Letter
from resources.admin import own_mail
from resources.following import digests, periods
from resources.following.entries import Facts
from resources.following.estimates import estimate
from resources.following.matching import Match, Matcher
from resources.following.models import LONGEST_ADDRESS, Level, Rhythm
from resources.following.targets import Target, asked

SEES = "following.view_subscription"
BACK = (("", "since the last one was due"), ("7", "of the last 7 days"), ("30", "of the last 30 days"))
MOST_LEFT_OUT = 20  # titles for each reason
AT_ONCE_SHOWS = timedelta(days=1)

NOT_FOLLOWED = "Nothing can be followed at this address. Give that of a list, a record, an item or a practice."
GONE = "This is not public any more: {}"
MINOR = "Their changes are minor, and this is for major changes:"
TOO_NEW = "So new that more may come to light; they are in the next letter:"


class PreviewForm(forms.Form):
    address = LineField(
        label="What is followed",
        max_length=LONGEST_ADDRESS,
        help_text="The address of a list with any filter and words, a record, an item or a practice: "
        "/resources/?pillar=policy-oversight",
    )
    rhythm = forms.ChoiceField(choices=Rhythm.choices, initial=Rhythm.WEEKLY)
    level = forms.ChoiceField(label="Told", choices=Level.choices, initial=Level.MAJOR)
    back = forms.ChoiceField(label="News", choices=BACK, required=False)

    def clean_address(self) -> Target:
        try:
            return asked(self.cleaned_data["address"])
        except Gone as gone:
            raise ValidationError(GONE.format(gone)) from gone
        except Http404 as missing:
            raise ValidationError(NOT_FOLLOWED) from missing


@dataclass(frozen=True)
class LeftOut:
    """What has news that are not told, for one reason: the first titles, and how many more."""

    reason: str
    titles: list[str]
    more: int


@dataclass(frozen=True)
class Preview:
    """A letter as it would be, about news between two moments; none when nothing is to be told."""

    target: Target
    after: datetime
    until: datetime
    letter: Letter | None
    told: int
    left_out: list[LeftOut]
    next_at: datetime
    words: str


def of(target: Target, rhythm: str, level: str, back: str) -> Preview:
    """The letter about a target to somebody who follows nothing else."""
    now, until = timezone.now(), periods.known()
    after = _begin(rhythm, until, back)
    subscription = own_mail.of_nobody(
        address=target.address, title=target.title, rhythm=rhythm, level=level, told_until=after
    )
    matcher = Matcher(after, now, minor=True)
    matches = matcher.matches(subscription, until)
    return Preview(
        *(target, after, until, digests.preview(subscription.follower, [subscription], until), len(matches)),
        _left_out(matcher, target.address, matches, until),
        periods.next_end(rhythm, now),
        estimate(target, level).words,
    )


def _begin(rhythm: str, until: datetime, back: str) -> datetime:
    if back:
        return until - timedelta(days=int(back))
    return until - AT_ONCE_SHOWS if rhythm == Rhythm.AT_ONCE else periods.end_of_period(rhythm, until)


def _left_out(matcher: Matcher, address: str, told: list[Match], until: datetime) -> list[LeftOut]:
    """What of all that has news is not told, by the reason."""
    subjects, silent = {match.subject for match in told}, {TOO_NEW: [], MINOR: []}
    for subject, events in matcher.followed(address).news.items():
        if subject not in subjects:
            reason = TOO_NEW if all(event.moment > until for event in events) else MINOR
            silent[reason].append(Match(subject, tuple(events)))
    facts = Facts(matcher.news.at)
    facts.learn(match for matches in silent.values() for match in matches[:MOST_LEFT_OUT])
    return [_of_reason(reason, matches, facts) for reason, matches in silent.items() if matches]


def _of_reason(reason: str, matches: list[Match], facts: Facts) -> LeftOut:
    entries = [facts.entry(match) for match in matches[:MOST_LEFT_OUT]]
    return LeftOut(reason, [entry.title for entry in entries if entry], max(len(matches) - MOST_LEFT_OUT, 0))


def page(request: HttpRequest) -> HttpResponse:
    """Asks what to preview, and shows it; sent, the letter goes to who is signed in."""
    form, preview = _read(request)
    if request.method == "POST":
        if preview and preview.letter:
            own_mail.send(request, preview.letter)
        return redirect(f"{reverse('admin:mail_preview')}?{urlencode(_asked(request.POST))}")
    context = admin.site.each_context(request) | {
        "title": "The next digest",
        "form": form,
        "preview": preview,
        "html": f"{reverse('admin:mail_preview_html')}?{urlencode(_asked(request.GET))}",
        "asked": _asked(request.GET),
        "can_mail": can_mail(),
        "own_address": request.user.email,
        "nonce": new_key(),
    }
    return TemplateResponse(request, "admin/resources/mail_preview.html", context)


def html(request: HttpRequest) -> HttpResponse:
    """The HTML of the letter, as a page of its own. 404 when there is no letter."""
    _, preview = _read(request)
    if not preview or not preview.letter:
        raise Http404
    return own_mail.as_page(preview.letter)


def _read(request: HttpRequest) -> tuple[PreviewForm, Preview | None]:
    if not request.user.has_perm(SEES):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    form = PreviewForm(data if "address" in data else None)
    if not form.is_valid():
        return form, None
    given = form.cleaned_data
    return form, of(given["address"], given["rhythm"], given["level"], given["back"])


def _asked(data) -> dict[str, str]:
    return {name: data[name] for name in PreviewForm.base_fields if data.get(name)}
