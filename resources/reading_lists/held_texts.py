"""The texts of the HTML and plain-text documents that the library holds, to be printed whole, as far as is reasonable.

PDF and Office files are laid out for paper already, so they are not among them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Length

from resources.models import Document, DocumentPage
from resources.models.document_text import PAGE_LENGTH
from resources.reading_lists import held_documents
from resources.reading_lists.contents import Shown

FORMATS = ("html", "txt")
MOST_OF_ONE, MOST = 60_000, 300_000  # characters: some thirteen sheets, and some seventy


@dataclass(frozen=True, slots=True)
class HeldText:
    """The text of a document. paragraphs: without the empty ones. missing: what is not printed of it, in a sentence;
    "" if all is."""

    document: Document
    paragraphs: list[str]
    missing: str


def read(shown: Collection[Shown], at: datetime) -> dict[int, list[HeldText]]:
    """Primary key of a record → the texts of its documents that are in a list, in their order, as public at a moment.

    Of an entry that is a document this one, of one that is a record all that it holds. Each is printed up to
    `MOST_OF_ONE` characters and all up to `MOST`, in the order of the list. Three queries.
    """
    documents = held_documents.read(shown, at, format__in=FORMATS)
    found: dict[int, list[HeldText]] = {}
    for text in _texts(documents):
        found.setdefault(text.document.resource_id, []).append(text)
    return found


def _texts(documents: list[Document]) -> list[HeldText]:
    lengths: dict[int, list[tuple[int, int]]] = {}
    pages = DocumentPage.objects.filter(document__in=documents).order_by("number")
    for key, document, length in pages.values_list("pk", "document_id", Length("text")):
        lengths.setdefault(document, []).append((key, length))
    room, wanted = MOST, {}
    for document in documents:
        most = min(room, MOST_OF_ONE)
        wanted[document.pk] = most
        room -= min(most, sum(length for _, length in lengths.get(document.pk, [])))
    keys = [key for pk, some in lengths.items() if wanted[pk] for key in _first(some, wanted[pk])]
    read = DocumentPage.objects.in_bulk(keys)
    texts = {pk: "\n".join(read[key].text for key, _ in some if key in read) for pk, some in lengths.items()}
    return [
        _text(document, texts.get(document.pk, ""), wanted[document.pk], lengths.get(document.pk, []))
        for document in documents
    ]


def _first(pages: list[tuple[int, int]], most: int) -> list[int]:
    """The pages that hold the first characters of a text, so many."""
    keys, held = [], 0
    for key, length in pages:
        if held >= most:
            break
        keys.append(key)
        held += length
    return keys


def _text(document: Document, text: str, most: int, pages: list[tuple[int, int]]) -> HeldText:
    whole = sum(length for _, length in pages)
    paragraphs = [line.strip() for line in text[:most].split("\n") if line.strip()]
    return HeldText(
        document, paragraphs, _missing(whole, most, is_cut=any(length >= PAGE_LENGTH for _, length in pages))
    )


def _missing(whole: int, most: int, *, is_cut: bool) -> str:
    if not whole:
        return "Its text is not printed here: the library has not read any in its file."
    if not most:
        return f"Its text is not printed here: the texts before it fill the {MOST:,} characters that a pack holds."
    if whole > most:
        return f"Cut here: {most:,} of some {whole:,} characters are printed."
    return "Cut here: the library has not read more of its file." if is_cut else ""
