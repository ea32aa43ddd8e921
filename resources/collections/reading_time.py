"""How long held papers take to read, from the words in their text; of anything else it is not known."""

from collections.abc import Iterable

from django.db.models import F, Sum, Value
from django.db.models.functions import Length, Replace

from resources.models import Document, DocumentPage, DocumentText

WORDS_A_MINUTE = 230  # of adults who read English prose in silence: Brysbaert, 2019, found 238 without figures and law
SPACED = ("en", "es", "fr", "pt", "vi", "ht", "tl", "ru")  # languages whose words stand apart


def minutes_of(papers: Iterable[Document]) -> dict[int, int]:
    """Primary key → minutes, for those of some papers whose whole text was read; one query, none if none is held."""
    held = [paper.pk for paper in papers if paper.is_held and paper.language in SPACED]
    if not held:
        return {}
    whole = DocumentText.objects.filter(state=DocumentText.TextState.DONE, reason="", document__in=held)
    spaces = Length("text") - Length(Replace(F("text"), Value(" "), Value("")))
    pages = DocumentPage.objects.filter(document__in=whole.values("document")).order_by()
    words = pages.values("document").annotate(words=Sum(spaces + 1)).values_list("document", "words")
    return {document: max(1, round(count / WORDS_A_MINUTE)) for document, count in words}


def in_words(minutes: int) -> str:
    """A length as readers are told of it: "about 5 minutes", "about 1 hour 20 minutes"."""
    hours, rest = divmod(minutes if minutes < 10 else 5 * round(minutes / 5), 60)
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in ((hours, "hour"), (rest, "minute"))]
    return f"about {' '.join(part for part in parts if not part.startswith('0 '))}"
