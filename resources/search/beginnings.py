"""What staff find in a large library while they type: whole words as readers find them, and beginnings of words."""

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from icpr.lib.folding import fold
from resources.models import SearchText
from resources.search.full_text import Fts5, Language, Scope, language_here
from resources.search.queries import Group, parse
from resources.search.schema import RECORDS

SHORTEST = 2  # letters of a beginning


def holding(text: str) -> QuerySet[SearchText]:
    """The words of all records, of whatever status, that hold each word of a text, or one that begins so, in title,
    annotation or terms, and none after a minus. "Words in quotation marks" stand side by side."""
    query = parse(text)
    if not query:
        return SearchText.objects.none()
    language = language_here()
    wanted = language.all_of(_either(group, language) for group in query.required)
    asked = language.but_not(wanted, [language.any_of(group.exact) for group in query.excluded])
    if language is Fts5:
        columns = " ".join(RECORDS.vectors[Scope.LEAD.value])
        found = f"SELECT rowid FROM {RECORDS.index} WHERE {RECORDS.index} MATCH %s"
        return SearchText.objects.filter(pk__in=RawSQL(found, [f"{{{columns}}} : ({asked})"]))
    held = f"{Scope.LEAD.value} @@ to_tsquery('simple', %s)"  # of this table alone, whatever it is called in a query
    return SearchText.objects.filter(RawSQL(held, [asked], output_field=BooleanField()))


def _either(group: Group, language: type[Language]) -> str:
    """What holds a group as it was typed, or a word that begins with it."""
    letters = fold(group.typed)
    if group.is_quoted or len(letters) < SHORTEST or not letters.isalnum():
        return language.any_of(group.exact)
    return f"({language.any_of(group.exact)}{language.either}{language.beginning(letters)})"
