"""What the job does with imports: each is taken as far as it goes without people."""

from collections.abc import Callable

from django.db.models import F

from icpr.imports.applying import apply
from icpr.imports.intake import read
from icpr.imports.looking import look
from icpr.imports.models import Import, State
from icpr.imports.registry import TABLES
from icpr.jobs.leases import Interrupted, LeaseLost

MOST_ATTEMPTS = 3
GAVE_UP = f"{MOST_ATTEMPTS} attempts broke off, so it was given up. Nothing was changed. Tell whoever runs the library."
UNKNOWN = "The library has no such table any more."
STEPS = {State.WAITING: read, State.LOOKING: look, State.APPLYING: apply}


def work_all(beat: Callable[[], None], held: Callable[[], None]) -> list[Import]:
    """Work all that waits. Returns them as they stand. `beat` is called between pieces, outside of transactions, and
    `held` inside of them; both may raise, and the work is then done again by another."""
    done = []
    while one := Import.objects.to_work().select_related("user").first():
        work(one, beat, held)
        done.append(one)
    return done


def work(one: Import, beat: Callable[[], None], held: Callable[[], None]) -> None:
    """Work one import until it waits for people or is over. What breaks off again and again is given up."""
    while one.is_worked:
        if reason := UNKNOWN if one.table not in TABLES else GAVE_UP if one.attempts >= MOST_ATTEMPTS else "":
            one.move(*State.worked(), to=State.REFUSED, problem=reason)
            return
        mine = Import.objects.filter(pk=one.pk)
        mine.update(attempts=F("attempts") + 1)  # counted before, since a file may take the whole process down
        try:
            STEPS[one.state](one, held if one.state == State.APPLYING else beat)
        except (Interrupted, LeaseLost):
            mine.update(attempts=F("attempts") - 1)
            raise
        mine.update(attempts=0)
        one = mine.select_related("user").first() or Import(state=State.DONE)
