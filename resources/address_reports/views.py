"""The form by which readers tell where a work is, and the page that says what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from icpr.lib.http.forms import takes_form
from icpr.lib.http.origin import Origin, origin_of
from icpr.lib.http.outside_addresses import foreign_host
from icpr.lib.http.reader_form import SeeOther
from icpr.lib.http.site import absolute
from resources.address_reports.forms import ReportForm
from resources.address_reports.receiving import receive
from resources.catalogue import record_page, tombstone
from resources.catalogue.kind_pages import section_of
from resources.models import AddressReport, Resource
from resources.models.address_reports import KEPT_AFTER_DECISION


@csrf_exempt
@takes_form
def tell_us(request: HttpRequest, record: str) -> HttpResponse:
    """Asks, and takes what is sent. Readers have no cookie and so no CSRF token, and nothing is changed that is theirs;
    what is left to refuse is a form on another site."""
    number = int(record.removeprefix("ICPR-"))
    found = Resource.objects.published().filter(number=number).prefetch_related("documents").first()
    if found is None:
        return render(request, "resources/gone.html", record_page.of_gone(tombstone.of_number(number)), status=410)
    is_sent = request.method == "POST"
    form = ReportForm(found, request.POST if is_sent else request.GET, is_sent=is_sent)
    if not is_sent:
        return _page(request, form)
    if origin_of(request) is Origin.ELSEWHERE:
        return _page(request, form, trouble="elsewhere", code=403)
    if not form.is_valid():
        return _page(request, form, code=400)
    token = receive(request, form)
    return SeeOther(reverse("told", args=[token])) if token else _page(request, form, trouble="too many", code=429)


def _page(request: HttpRequest, form: ReportForm, *, trouble: str = "", code: int = 200) -> HttpResponse:
    context = {"form": form, "resource": form.record, "trouble": trouble, "days": KEPT_AFTER_DECISION.days}
    context["section"] = section_of(form.record.kind)
    return render(request, "resources/tell_us.html", context, status=code)


def told(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks, and what became of it, for whoever has the address: it is never stored and no search engine has it."""
    report = get_object_or_404(AddressReport.objects.of_token(token).select_related("resource", "document"))
    context = {
        "report": report,
        "resource": report.resource,
        "is_public": report.resource.is_published(),
        "address": absolute(request.path),
        "foreign": foreign_host(report.proposed),
        "days": KEPT_AFTER_DECISION.days,
    }
    return render(request, "resources/told.html", context)
