"""What people decide about words that name nothing: which row is meant, or that it is made, or left out of its cells.

An import keeps them as label of a model → folded word → ["use", key of a row], ["create"] or ["leave"].
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models
from rapidfuzz import fuzz, process, utils

from icpr.lib.exchange.line_reader import Decided
from icpr.lib.exchange.tables import Table
from icpr.lib.exchange.unknown_terms import LEFT_OUT

USE, CREATE, LEAVE = "use", "create", "leave"
MOST_ASKED = 100
OFFERED, ALIKE = 5, 75
Terms = Mapping[str, Mapping[str, list]]


def decided(table: Table, terms: Terms, lines: Mapping[int, str], *, is_saved: bool = False) -> Decided:
    """What was decided, for a reader. Words to be created stand for rows that are not saved, or are saved now."""
    found: dict[tuple[type, str], object] = {}
    made = 0
    for label, words in terms.items():
        model = apps.get_model(label)
        rows = model._base_manager.in_bulk([answer[1] for answer in words.values() if answer[0] == USE])
        for word, answer in words.items():
            if answer[0] == CREATE and model in table.creatable:
                made += 1
                found[model, word] = _made(table, model, answer[1], -made, is_saved=is_saved)
            elif answer[0] == LEAVE:
                found[model, word] = LEFT_OUT
            elif answer[0] == USE and answer[1] in rows:
                found[model, word] = rows[answer[1]]
    return Decided(lines, found)


def _made(table: Table, model: type[models.Model], word: str, pk: int, *, is_saved: bool) -> models.Model:
    row = table.creatable[model](word)
    if is_saved:
        row.save()
    else:
        row.pk = pk
    return row


def asked(unknown: Iterable[list[str]]) -> list[dict]:
    """The words that name nothing, those of most lines first: label of a model, the word, how often, rows like it."""
    counted, written = Counter(), {}
    for label, word in unknown:
        counted[label, word.casefold()] += 1
        written.setdefault((label, word.casefold()), word)
    asked = counted.most_common(MOST_ASKED)
    names = {label: names_of(label) for label in {label for (label, _), _ in asked}}
    return [
        {
            "model": label,
            "what": str(apps.get_model(label)._meta.verbose_name),
            "word": written[label, word],
            "folded": word,
            "count": count,
            "like": like(word, names[label]),
        }
        for (label, word), count in asked
    ]


def names_of(label: str) -> dict[int, str]:
    """The key and name of each row of a model."""
    return {row.pk: str(row) for row in apps.get_model(label)._base_manager.all()}


def like(word: str, names: Mapping[int, str]) -> list[list]:
    """The rows whose names are most like a word: key and name."""
    found = process.extract(
        word, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=OFFERED, score_cutoff=ALIKE
    )
    return [[pk, name] for name, _, pk in found]


def named(label: str, text: str) -> int | None:
    """The key of the one row that a text names, or None."""
    wanted = text.strip().casefold()
    return next((pk for pk, name in names_of(label).items() if name.casefold() == wanted), None) if wanted else None
