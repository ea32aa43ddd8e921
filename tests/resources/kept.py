"""All that is kept in memory for an edition, read anew, so that two editions can be compared."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from resources.catalogue import facet_index, name_words, suggested, titles
from resources.edition import Edition
from resources.search import blueprint, compounds, frequency, postings, spelling, synonyms
from resources.search.find import best_bets
from resources.search.public_words import PublicWords


def lists(edition: Edition) -> tuple:
    """All that is kept of the lists, read anew."""
    index = facet_index.read(edition)
    facets = {
        name: [(value.key, value.label, value.number, value.hue, list(value.members)) for value in values.values()]
        for name, values in index.facets.items()
    }
    years = {year: list(members) for year, members in index.years.items()}
    names = suggested.read(index)
    labels = [list(labels._words) for labels in (titles.read(edition).labels, names.term_labels)]
    people = [(facet, keys, lines._text) for facet, keys, lines in names.people]
    kept = (labels, people, name_words._named.__wrapped__(edition))
    return list(index.ids), list(index.by_title), facets, years, list(index.undated), index.new_until, kept


def searched(edition: Edition) -> tuple:
    """All that is kept for the search, read anew."""
    words, asked = spelling.read(edition, PublicWords()), postings.fresh()
    counts, joined = frequency.read(asked), compounds.Compounds(asked)
    counts.learn(["fair", "impartial", "trust", "other", "x"])
    joined._learn([("fair",), ("trust",)])
    bets, known = best_bets.__wrapped__(edition), synonyms.groups.__wrapped__(edition)
    return words.words, words.known, counts.size, counts.page_owners, counts.held, joined.held, bets, known


def of_blueprint(edition: Edition) -> tuple:
    """All that is kept of the Blueprint, read anew."""
    index = blueprint.of.__wrapped__(edition)
    entries = [
        (*(getattr(entry, name) for name in entry.__slots__ if name != "pillar"), entry.pillar and seen(entry.pillar))
        for entry in index.entries.entries
    ]
    names = suggested.in_blueprint.__wrapped__(edition)
    return entries, index.texts, [seen(term) for term in index.terms.entries], names.entries, names.labels._words


def seen(term) -> tuple:
    return term.get_absolute_url(), term.name, getattr(term, "number", None), getattr(term, "hue", "")


def another(field: models.Field, value):
    """Another value for a column, that its type allows."""
    if field.choices:
        return next(key for key, _ in field.flatchoices if key != value)
    if isinstance(field, models.ForeignKey):
        return field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True).first() or value
    match field:
        case models.BooleanField():
            return not value
        case models.DateTimeField():
            return (value or timezone.now()) + timedelta(hours=1)
        case models.DateField():
            return (value or date(2030, 1, 1)) + timedelta(days=1)
        case models.IntegerField():
            return (value or 0) + 1
    if field.name == "number":
        return "6.9"  # of an item, whose address holds it
    return f"{value}x"
