"""A reading list for paper: contents, each entry with what finds it again, and the texts that the library holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from icpr.lib.formats import Part
from resources.citations import STYLES, Style, wording
from resources.citations.work import Work
from resources.formats.reading import records
from resources.formats.text import style_of
from resources.models import Resource
from resources.reading_lists import held_texts
from resources.reading_lists.contents import Shown
from resources.reading_lists.held_texts import HeldText


@dataclass(frozen=True, slots=True)
class Printed:
    """An entry with its `number` in the pack, counted from 1. citation: "" for what is no work. publishers: those that
    the citation does not name. texts: at the first entry that they belong to."""

    number: int
    shown: Shown
    record: Resource | None
    citation: SafeString | str
    publishers: list[str]
    texts: list[HeldText]


def write(part: Part) -> Iterator[str]:
    source, style = part.source, style_of(part)
    groups = printed_groups(part, style)
    context = {
        "part": part,
        "kept": source.kept,
        "address": source.address,
        "back": f"{part.request.path.removesuffix(part.form.suffix)}/",
        "number": source.total,
        "style": style,
        "styles": [(key, each.label, each is style) for key, each in STYLES.items()],
        "groups": groups,
        "with_texts": [entry for _, some in groups for entry in some if any(text.paragraphs for text in entry.texts)],
    }
    yield render_to_string("lists/print_pack.html", context, part.request)


def printed_groups(part: Part, style: Style) -> list[tuple[str, list[Printed]]]:
    """The entries under the names of their groups, in a fixed number of queries."""
    read = {record.pk: record for record in records(part)}
    texts = held_texts.read(part.source.shown, timezone.now())
    groups, number = [], 0
    for name, some in part.source.groups:
        entries = [
            _printed(place, each, read.get(each.record and each.record.pk), style, texts)
            for place, each in enumerate(some, number + 1)
        ]
        groups.append((name, entries))
        number += len(some)
    return groups


def _printed(
    number: int, shown: Shown, record: Resource | None, style: Style, texts: dict[int, list[HeldText]]
) -> Printed:
    if record is None:
        return Printed(number, shown, None, "", [], [])
    work = Work.of(record)
    text = style.compose(work)
    publishers = [name for name in work.publishers if name not in wording.plain(text)]
    return Printed(number, shown, record, wording.html(text), publishers, texts.pop(record.pk, []))
