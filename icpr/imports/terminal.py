"""A file read in from a terminal: by the same job as in the admin, with the answers that options give."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser

from icpr.imports import applying, columns, dates, intake
from icpr.imports.looking import UPDATE, decide_all, look_again
from icpr.imports.models import MOST_BYTES, Import, Outcome, State
from icpr.imports.registry import TABLES
from icpr.jobs.execution import make_due, perform_due
from icpr.lib.exchange.duplicates import CREATE, SKIP
from icpr.lib.exchange.tables import Table
from icpr.lib.text.encodings import NAMES

ASK = "ask"
DUPLICATES = (ASK, SKIP, UPDATE, CREATE)
ORDERS = (dates.DAY, dates.MONTH)
LETTERS = tuple(NAMES)
LOOK_EVERY = 0.5  # seconds, while another process does the job
FINE, SOME_WRONG, NOT_READ = 0, 1, 2  # what the command ends with


class CannotBegin(Exception):
    """What was asked for cannot be; the text says what to do."""


def table_named(name: str) -> Table:
    """A table by its name in full, or the last part. Raises CannotBegin."""
    found = [table for full, table in TABLES.items() if name.casefold() in {full, full.rpartition(".")[2]}]
    if len(found) != 1:
        raise CannotBegin(f"There is no table “{name}”. There are: {', '.join(sorted(TABLES))}.")
    return found[0]


def check_rights(table: Table, user: AbstractBaseUser) -> None:
    """Raises CannotBegin for a user who may not read files into the table."""
    for meta in (model._meta for model in table.shown_as):
        if not user.has_perms([f"{meta.app_label}.{what}_{meta.model_name}" for what in ("add", "change")]):
            raise CannotBegin(f"{user} may not add and change {meta.verbose_name_plural}.")


def bring_in(table: Table, user: AbstractBaseUser, path: Path, options: Mapping) -> Import:
    """Read a file, look at its lines, and do it if `apply` is among the options. Returns how it stands."""
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise CannotBegin(f"The file is larger than {MOST_BYTES // 1_000_000} megabytes.")
    one = settled(intake.receive(table, user, path.name, data))
    while one.state == State.ASKING and _answer(table, one, options):
        one = settled(one)
    if one.state == State.LOOKED and options["duplicates"] != ASK:
        one = _decide(one, options["duplicates"])
    if options["apply"] and one.state == State.LOOKED and any(one.counts.get(each) for each in Outcome.taken()):
        applying.confirm(one, user, one.looks, options["why"])
        one = settled(one)
    return one


def settled(one: Import) -> Import:
    """The import once the job has no more to do with it; the job is done here, or waited for where another does it."""
    while one.is_worked:
        make_due(intake.JOB)
        for _ in perform_due(only=[intake.JOB]):
            pass
        one.refresh_from_db()
        if one.is_worked:
            time.sleep(LOOK_EVERY)
    return one


def _answer(table: Table, one: Import, options: Mapping) -> bool:
    """Answer what is asked from the options. False if they do not say."""
    match intake.questions(one):
        case ["letters"] if options["letters"]:
            return one.move(State.ASKING, to=State.WAITING, read_as=options["letters"])
        case ["columns"] if options["columns"]:
            said = columns.guesses(table, one.heads)
            for head, name in (each.split("=", 1) for each in options["columns"] if "=" in each):
                said = [
                    name.strip() if head.strip() == own else means for own, means in zip(one.heads, said, strict=True)
                ]
            if reason := columns.why_not(table, said):
                raise CannotBegin(reason)
            return one.move(State.ASKING, to=State.ASKING, columns=said) and _go_on(one)
        case ["dates"] if options["first"]:
            said = {str(place): options["first"] for place in intake.orders(one)}
            return one.move(State.ASKING, to=State.ASKING, dates=said) and _go_on(one)
    return False


def _go_on(one: Import) -> bool:
    return bool(intake.questions(one)) or look_again(one)


def _decide(one: Import, wanted: str) -> Import:
    """The same for all likely duplicates."""
    decide_all(one, wanted)
    return settled(one)


def told(one: Import) -> Iterator[str]:
    """What became of a file, in lines."""
    yield f"{one.file_name}: {one.get_state_display()}. It is import {one.pk} of the admin."
    yield from one.notices
    if one.problem:
        yield one.problem
    if one.state == State.ASKING:
        yield f"It waits for an answer about its {intake.questions(one)[0]}: give the option, or answer in the admin."
        yield f"The heads of its columns: {', '.join(one.heads)}"
        return
    yield ", ".join(f"{one.counts[each]} {each.label}" for each in Outcome if one.counts.get(each))
    for asked in one.unknown:
        yield f"Not known: “{asked['word']}”, in {asked['count']} lines."
    for line in one.lines.filter(outcome__in=[Outcome.ERROR, Outcome.DUPLICATE]):
        for column, reason in line.problems:
            yield f"Line {line.number}, {column or 'the whole'}: {reason}"
        for likely in line.likely if line.outcome == Outcome.DUPLICATE else ():
            yield f"Line {line.number} is probably “{likely['name']}”: {likely['why']} ({likely['score']} of 100)."
    if one.state == State.LOOKED:
        yield "Nothing was changed. With --apply it is done."


def code_of(one: Import) -> int:
    """What the command ends with."""
    if one.state not in {State.LOOKED, State.DONE}:
        return NOT_READ
    is_wrong = one.problem or one.counts.get(Outcome.ERROR) or one.counts.get(Outcome.DUPLICATE)
    return SOME_WRONG if is_wrong else FINE
