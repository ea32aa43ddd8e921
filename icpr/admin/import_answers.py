"""What staff answer about a file they read in. Each answer returns what to tell them if it was not taken, or ""."""

from django.db import models, transaction
from django.http import HttpRequest

from icpr.imports import columns, dates, decisions
from icpr.imports.applying import confirm
from icpr.imports.intake import JOB, questions
from icpr.imports.looking import UPDATE, choose, decide_all, look_again
from icpr.imports.models import Import, ImportLine, State
from icpr.jobs.runner import wake
from icpr.lib.exchange.duplicates import CREATE, SKIP
from icpr.lib.text.encodings import NAMES

NOT_NOW = "This was not done: the file waits for something else now. See below."
NOT_SHOWN = "Nothing was done: this is not what you were shown. Look again at what the file would do now."
LINE, TERM = "line-", "term-"


def letters(admin, request: HttpRequest, one: Import) -> str:
    """Read the bytes anew, in the encoding chosen."""
    chosen = request.POST.get("read_as", "")
    if chosen not in NAMES:
        return "Choose how the letters are read."
    with transaction.atomic():
        if not one.move(State.ASKING, State.LOOKED, to=State.WAITING, read_as=chosen):
            return NOT_NOW
        wake(JOB)
    return ""


def which_columns(admin, request: HttpRequest, one: Import) -> str:
    """Keep what each head of the file means, for the next file with the same heads too."""
    names = {column.name for column in admin.table.columns}
    said = [request.POST.get(f"column-{place}", "") for place in range(len(one.heads))]
    said = [name if name in names else "" for name in said]
    if reason := columns.why_not(admin.table, said):
        return reason
    with transaction.atomic():
        if not one.move(State.ASKING, State.LOOKED, to=State.ASKING, columns=said):
            return NOT_NOW
        columns.remember(admin.table, one.heads, said)
    return _go_on(one)


def which_dates(admin, request: HttpRequest, one: Import) -> str:
    """Keep which of day and month stands first."""
    said = {str(place): request.POST.get(f"date-{place}", "") for place in range(len(one.heads))}
    said = {place: order for place, order in said.items() if order in {dates.DAY, dates.MONTH}}
    if not one.move(State.ASKING, State.LOOKED, to=State.ASKING, dates=one.dates | said):
        return NOT_NOW
    return _go_on(one)


def _go_on(one: Import) -> str:
    """Have all lines looked at, unless something else has to be said first."""
    if not questions(one):
        look_again(one)
    return ""


def ask_again(admin, request: HttpRequest, one: Import) -> str:
    """Show once more which columns the heads mean."""
    return "" if one.move(State.LOOKED, to=State.ASKING, columns=[]) else NOT_NOW


def choices(admin, request: HttpRequest, one: Import) -> str:
    """Keep what is to be done with likely duplicates: those of the page."""
    if one.state != State.LOOKED:
        return NOT_NOW
    sent = {name.removeprefix(LINE): value for name, value in request.POST.items() if name.startswith(LINE)}
    numbers = {int(number): value for number, value in sent.items() if number.isdecimal() and len(number) < 10}
    lines = one.lines.filter(number__in=numbers)
    taken = {line.number: numbers[line.number] for line in lines if numbers[line.number] in possible(line)}
    if changed := choose(one, taken):
        look_again(one, *changed)
    return ""


def possible(line: ImportLine) -> set[str]:
    """What can be decided of a line."""
    return {"", SKIP, CREATE, *(str(likely["pk"]) for likely in line.likely if likely["pk"])}


def all_choices(admin, request: HttpRequest, one: Import) -> str:
    """The same for all likely duplicates not decided yet: left out, added, or the row most like each changed."""
    wanted = request.POST.get("all", "")
    if one.state != State.LOOKED or wanted not in {SKIP, CREATE, UPDATE}:
        return NOT_NOW
    return "" if decide_all(one, wanted) else NOT_NOW


def terms(admin, request: HttpRequest, one: Import) -> str:
    """Keep what words that name nothing mean."""
    said: dict[str, dict] = {label: dict(words) for label, words in one.terms.items()}
    problems = []
    for place, asked in enumerate(one.unknown):
        try:
            answer = _term(admin, request, asked, f"{TERM}{place}")
        except ValueError as error:
            problems.append(str(error))
            continue
        if answer:
            said.setdefault(asked["model"], {})[asked["folded"]] = answer
    if said != one.terms:
        if not one.move(State.LOOKED, to=State.LOOKED, terms=said):
            return NOT_NOW
        look_again(one)
    return " ".join(problems)


def _term(admin, request: HttpRequest, asked: dict, name: str) -> list:
    """What was said of one word; empty for nothing. Raises ValueError with the reason for what cannot be."""
    chosen, other = request.POST.get(name, ""), request.POST.get(f"{name}-other", "")[:300]
    model = next((each for each in admin.table.creatable if each._meta.label == asked["model"]), None)
    match chosen:
        case decisions.CREATE if model and may_create(request, model):
            return [decisions.CREATE, asked["word"]]
        case decisions.LEAVE:
            return [decisions.LEAVE]
        case "other":
            if (pk := decisions.named(asked["model"], other)) is None:
                raise ValueError(f"Nothing in the library is called “{other[:80]}”.")
            return [decisions.USE, pk]
        case _ if chosen in {str(pk) for pk, _ in asked["like"]}:
            return [decisions.USE, int(chosen)]
    return []


def may_create(request: HttpRequest, model: type[models.Model]) -> bool:
    return request.user.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}")


def do(admin, request: HttpRequest, one: Import) -> str:
    """Have it done."""
    seen, why = request.POST.get("looks", ""), request.POST.get("why", "").replace("\x00", "")
    return "" if seen == str(one.looks) and confirm(one, request.user, one.looks, why) else NOT_SHOWN


def forget(admin, request: HttpRequest, one: Import) -> str:
    """Delete the file and its lines. What was done by it stays."""
    if one.state == State.APPLYING:
        return NOT_NOW
    one.delete()
    return ""


ANSWERS = {
    "letters": letters,
    "columns": which_columns,
    "dates": which_dates,
    "ask-again": ask_again,
    "choices": choices,
    "all-choices": all_choices,
    "terms": terms,
    "do": do,
    "forget": forget,
}
