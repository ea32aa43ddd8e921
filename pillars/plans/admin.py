"""What staff see of plans: one page of numbers, each of five plans or more.
The plans themselves are not in the admin."""

from datetime import date

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.http import urlencode

from icpr.audit.models import Event
from icpr.audit.recording import note
from icpr.lib.csvfile import as_csv
from icpr.lib.few import TOO_FEW
from icpr.lib.http.attachment import CSV, attachment
from pillars.plans import statistics

PERMISSION = "pillars.view_item"  # who keeps the Blueprint sees what it is used for
COLUMNS = ["plans begun in", "agency size", "what", "of what", "plans"]


def address(user) -> str:
    """The address of the page, for the start page; "" for a user who may not see it."""
    return reverse("admin:plan_figures") if user.has_perm(PERMISSION) else ""


def page(request: HttpRequest) -> HttpResponse:
    """The numbers of all plans, or of those begun in `?month=` by agencies of `?size=`;
    with `?format=csv` as a file."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    today = timezone.localdate()
    which, problems = read(request.GET, today)
    found = statistics.of(which, today)
    if request.GET.get("format") == "csv":
        note(Event.EXPORT, request, subject="numbers of plans")
        return as_file(which, found)
    months = statistics.months(today)
    context = admin.site.each_context(request) | {
        "title": "How agencies use plans",
        "problems": problems,
        "which": which,
        "figures": found,
        "months": [(month.strftime("%Y-%m"), month) for month in months],
        "sizes": statistics.SIZES,
        "by_size": [(statistics.SIZES[size], number) for size, number in found.by_size],
        "lists": [("Most chosen", found.chosen), ("Most in place", found.in_place)],
        "too_few": TOO_FEW,
        "most": statistics.MOST_ITEMS,
        "csv": f"?{urlencode(parameters(which) | {'format': 'csv'})}",
    }
    return TemplateResponse(request, "admin/plans/figures.html", context)


def read(data: QueryDict, today: date) -> tuple[statistics.Which, list[str]]:
    """Which plans an address asks about, and what in it was not understood and left out."""
    months = {month.strftime("%Y-%m"): month for month in statistics.months(today)}
    month, size = data.get("month", ""), data.get("size", "")
    problems = []
    if month and month not in months:
        problems.append("That month is none of the last twelve, so plans of all months are counted.")
    if size and size not in statistics.SIZES:
        problems.append("That size is none of the list, so agencies of all sizes are counted.")
    return statistics.Which(months.get(month), size if size in statistics.SIZES else None), problems


def parameters(which: statistics.Which) -> dict[str, str]:
    asked = {"month": which.month and which.month.strftime("%Y-%m"), "size": which.size}
    return {name: value for name, value in asked.items() if value}


def as_file(which: statistics.Which, found: statistics.Figures) -> HttpResponse:
    """What the page shows, one number to a row. The number of an item stands in one cell with its title: see
    `pillars.plans.formats.as_csv`."""
    rows = [
        ("plans", "", found.plans),
        *(("begun in", month.strftime("%Y-%m"), number) for month, number in found.by_month),
        *(("agency size", statistics.SIZES[size], number) for size, number in found.by_size),
        *(("chosen", str(item), number) for item, number in found.chosen),
        *(("in place", str(item), number) for item, number in found.in_place),
    ]
    asked = [format_date(which.month, "F Y") if which.month else "any month", statistics.SIZES.get(which.size, "any")]
    table = [[*asked, what, name, str(number or TOO_FEW)] for what, name, number in rows]
    return attachment(as_csv([COLUMNS, *table]), "icpr-plans.csv", CSV)
