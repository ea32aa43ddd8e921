"""Takes what readers tell: once for each form, and only so much of one network and in all."""

from django.db import transaction
from django.http import HttpRequest

from icpr.lib import tokens
from icpr.lib.http.caller import network_of
from icpr.limits.throttling import Limit
from resources.address_reports.forms import ReportForm
from resources.models import AddressReport

HOUR, DAY = 3_600, 86_400
FROM_NETWORK = Limit("address-report-network", most=30, seconds=HOUR)
FROM_NETWORK_A_DAY = Limit("address-report-network-day", most=100, seconds=DAY)  # one network leaves room for others
OF_ALL = Limit("address-report-all", most=500, seconds=DAY)
PURPOSE = "resources.address_report"


@transaction.atomic
def receive(request: HttpRequest, form: ReportForm) -> str | None:
    """Keep what a valid form says. Returns the token of its status page, the same however often the form is sent as it
    is; None when too many were taken lately."""
    report = form.report()
    told = (form.key, str(report.resource_id), report.sort, report.proposed, report.reported, report.note, report.email)
    token = tokens.derived_token(PURPOSE, "\x00".join((*told, str(report.document_id))))
    report.token_hash = tokens.hash_of(token)
    if AddressReport.objects.of_token(token).exists():
        return token
    network = network_of(request)
    if not (FROM_NETWORK.take(network) and FROM_NETWORK_A_DAY.take(network) and OF_ALL.take()):
        transaction.set_rollback(True)  # so that the same form counts when it is sent later
        return None
    AddressReport.objects.bulk_create([report], ignore_conflicts=True)  # the same form may come twice at once
    return token
