"""The pages on which staff read a file in: choosing it, answering what is asked of it, and having it done."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from icpr.admin import idempotency, import_answers
from icpr.admin.addresses import page_of
from icpr.admin.exports import sent
from icpr.imports import columns, intake
from icpr.imports import failed_rows as failing
from icpr.imports.models import KEPT, MOST_BYTES, Import, ImportLine, Outcome, State
from icpr.imports.registry import name_of
from icpr.lib.diff import Difference
from icpr.lib.exchange.duplicates import CREATE, SKIP
from icpr.lib.exchange.files import FORMS
from icpr.operations.forms import ReasonForm

PER_PAGE = 100
TOO_LARGE = f"The file is larger than {MOST_BYTES // 1_000_000} megabytes. Take it apart into several files."
NOT_NOW = "This was not done: the file waits for something else now."
SHOWN = [
    ("all", "All", list(Outcome)),
    ("error", "Cannot be taken", [Outcome.ERROR]),
    ("duplicate", "Likely duplicates", [Outcome.DUPLICATE]),
    ("new", "New", [Outcome.NEW]),
    ("changed", "Changed", [Outcome.CHANGED]),
    ("same", "The same as here", [Outcome.SAME]),
    ("skipped", "Left out", [Outcome.SKIPPED]),
]


class FileForm(forms.Form):
    file = forms.FileField(label="File")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


def choose_file(admin, request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if not idempotency.take(request):
            return redirect(page_of(admin, "import"))
        file = form.cleaned_data["file"]
        one = intake.receive(admin.table, request.user, file.name, file.read())
        return redirect(page_of(admin, "import_one", one.pk))
    return _page(
        admin,
        request,
        "import",
        title=f"Import {admin.table.name} from a file",
        form=form,
        nonce=idempotency.nonce_for(request),
        table=admin.table,
        lately=Import.objects.filter(table=name_of(admin.table)).select_related("user")[:20],
        takes_works=admin.table.from_works is not None,
        most_lines=f"{admin.table.most_lines:,}",
        most_megabytes=MOST_BYTES // 1_000_000,
        kept_days=KEPT.days,
    )


def one_file(admin, request: HttpRequest, pk: int) -> HttpResponse:
    one = of_table(admin, pk)
    if request.method == "POST":
        answer = import_answers.ANSWERS.get(request.POST.get("_do", ""))
        told = answer(admin, request, one) if answer else NOT_NOW
        if told:
            messages.warning(request, told)
        if not Import.objects.filter(pk=pk).exists():
            return redirect(page_of(admin, "import"))
        return redirect(f"{page_of(admin, 'import_one', pk)}{_query(request)}")
    context = {State.ASKING: _asked, State.LOOKED: _looked, State.DONE: _looked}.get(one.state, _waiting)
    title = f"Import {admin.table.name}: {one.file_name}"
    return _page(admin, request, "one", title=title, one=one, table=admin.table, **context(admin, request, one))


def of_table(admin, pk: int) -> Import:
    """The import of an admin's table. Raises Http404."""
    one = Import.objects.select_related("user", "operation").filter(pk=pk, table=name_of(admin.table)).first()
    if one is None:
        raise Http404
    return one


def failed_rows(admin, request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The lines of a file that were not taken, with what is wrong, as a file."""
    if form not in FORMS:
        raise Http404
    return sent(request, failing.written(of_table(admin, pk), form), f"not taken {pk}", form)


def _page(admin, request: HttpRequest, name: str, **context) -> HttpResponse:
    context |= admin.admin_site.each_context(request) | {"opts": admin.opts}
    return TemplateResponse(request, f"admin/exchange/{name}.html", context)


def _query(request: HttpRequest) -> str:
    return f"?{query}" if (query := request.GET.urlencode()) else ""


def _waiting(admin, request: HttpRequest, one: Import) -> dict:
    return {}


def _asked(admin, request: HttpRequest, one: Import) -> dict:
    """What has to be said before the lines can be looked at, with the first lines."""
    question = next(iter(intake.questions(one)), "columns")
    first = list(one.lines.all()[:3])
    guessed = one.columns or columns.guesses(admin.table, one.heads)
    return {
        "question": question,
        "letters": one.letters,
        "columns": [
            {"place": place, "head": head, "means": means, "samples": _samples(first, place)}
            for place, (head, means) in enumerate(zip(one.heads, guessed, strict=True))
        ],
        "dates": [
            {"place": place, "head": one.heads[place], "order": order, "samples": _dates(one, place)}
            for place, order in (intake.orders(one).items() if one.columns else ())
        ],
    }


def _samples(lines: list[ImportLine], place: int) -> list[str]:
    return [line.cells[place] for line in lines if place < len(line.cells) and line.cells[place]]


def _dates(one: Import, place: int) -> list[str]:
    return [sample for samples in one.seen_dates[str(place)].values() for sample in samples][:3]


def _looked(admin, request: HttpRequest, one: Import) -> dict:
    """What the lines would do, or did: those of the kind that is asked for, a page of them."""
    shown = request.GET.get("show", "")
    shown = shown if shown in {name for name, _, _ in SHOWN} else ("error" if one.counts.get("error") else "all")
    outcomes = next(outcomes for name, _, outcomes in SHOWN if name == shown)
    lines = one.lines.filter(outcome__in=outcomes).exclude(outcome=Outcome.HELP).order_by("number")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    for line in page:
        line.differences = [Difference(label, label, before, after) for label, before, after in line.changes]
        line.offers = [_offer(admin, likely) for likely in line.likely]
        line.choices = _choices(line)
    counts = {outcome: one.counts.get(outcome, 0) for outcome in Outcome}
    taken = sum(counts[outcome] for outcome in Outcome.taken())
    return {
        "page": page,
        "shown": shown,
        "may_choose": any(line.likely for line in page),
        "kinds": [(name, label, sum(counts[each] for each in outcomes)) for name, label, outcomes in SHOWN],
        "counts": {outcome.value: count for outcome, count in counts.items()},
        "taken": taken,
        "failed": counts[Outcome.ERROR] + counts[Outcome.DUPLICATE],
        "unread": [head or "(no name)" for head in unread(admin.table, one)],
        "creatable": [
            model._meta.label for model in admin.table.creatable if import_answers.may_create(request, model)
        ],
        "letters": one.letters,
        "why": ReasonForm()["why"],
        "operation": one.operation and reverse("admin:operations_operation_change", args=[one.operation_id]),
    }


def _offer(admin, likely: dict) -> dict:
    """A row that a line may be, with its page in the admin if it has one."""
    model, pk = admin.table.model, likely["pk"]
    if pk is None or not admin.admin_site.is_registered(model):
        return likely
    name = f"{admin.admin_site.name}:{model._meta.app_label}_{model._meta.model_name}_change"
    return likely | {"address": reverse(name, args=[pk])}


def _choices(line: ImportLine) -> list[tuple[str, str]]:
    """What can be decided of a line that is probably in already."""
    rows = [(str(each["pk"]), f"Change “{each['name'][:90]}”") for each in line.likely if each["pk"]]
    return [(SKIP, "Leave the line out"), *rows, (CREATE, "Add it all the same")]


def unread(table, one: Import) -> list[str]:
    """The heads of the file that are none of ours and are not read."""
    own = columns.own(table, one.heads)
    return [head for head, name, means in zip(one.heads, own, one.columns, strict=True) if name is None and not means]
