"""The forms by which readers write to staff, and the page that says what became of it.

No cookie, no account, no script: nothing is changed that is a reader's, so what is left to refuse is a form on another
site.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from icpr.lib.http.forms import takes_form
from icpr.lib.http.origin import Origin, origin_of
from icpr.lib.http.reader_form import SeeOther
from icpr.lib.http.site import absolute
from resources.catalogue import record_page, tombstone
from resources.feedback.forms import ContactForm, FeedbackForm, ProblemForm, SuggestForm, UsefulForm
from resources.feedback.models import Feedback
from resources.feedback.pages import Page, page_at
from resources.feedback.receiving import receive
from resources.models import Resource
from resources.models.address_reports import KEPT_AFTER_DECISION


@csrf_exempt
@takes_form
def suggest(request: HttpRequest) -> HttpResponse:
    """For a resource that the library lacks."""
    return _answer(request, SuggestForm, "feedback/suggest.html")


@csrf_exempt
@takes_form
def report(request: HttpRequest) -> HttpResponse:
    """For what is wrong with the page that `of` names, or with the site."""
    asked = request.POST if request.method == "POST" else request.GET
    return _answer(request, ProblemForm, "feedback/report.html", page=page_at(asked.get("of", "")))


@csrf_exempt
@takes_form
def contact(request: HttpRequest) -> HttpResponse:
    """For anything else."""
    return _answer(request, ContactForm, "feedback/contact.html")


@csrf_exempt
@takes_form
def useful(request: HttpRequest, record: str) -> HttpResponse:
    """Whether a public record was useful."""
    number = int(record.removeprefix("ICPR-"))
    found = Resource.objects.published().filter(number=number).first()
    if found is None:
        return render(request, "resources/gone.html", record_page.of_gone(tombstone.of_number(number)), status=410)
    return _answer(request, UsefulForm, "feedback/useful.html", page=Page(found.get_absolute_url(), found))


def _answer(
    request: HttpRequest, form_class: type[FeedbackForm], template: str, page: Page | None = None
) -> HttpResponse:
    is_sent = request.method == "POST"
    form = form_class(request.POST if is_sent else request.GET, is_sent=is_sent, page=page)
    if not is_sent:
        return _page(request, template, form)
    if origin_of(request) is Origin.ELSEWHERE:
        return _page(request, template, form, trouble="elsewhere", code=403)
    if not form.is_valid():
        return _page(request, template, form, code=400)
    token = receive(request, form)
    if token is None:
        return _page(request, template, form, trouble="too many", code=429)
    return SeeOther(reverse("feedback-status", args=[token]))


def _page(
    request: HttpRequest, template: str, form: FeedbackForm, *, trouble: str = "", code: int = 200
) -> HttpResponse:
    context = {"form": form, "about": form.page, "trouble": trouble, "days": KEPT_AFTER_DECISION.days}
    return render(request, template, context, status=code)


def status(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks, and what became of it, for whoever has the address: it is never stored and no search engine has it."""
    message = get_object_or_404(Feedback.objects.of_token(token).select_related("about", "record"))
    context = {
        "message": message,
        "about": message.about if message.about and message.about.is_published() else None,
        "record": message.public_record,
        "email": message.mailbox,
        "address": absolute(request.path),
        "days": KEPT_AFTER_DECISION.days,
    }
    return render(request, "feedback/status.html", context)
