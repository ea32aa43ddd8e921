"""The forms in which lists and records of the catalogue are written out: one module a form, and their registry."""

from icpr.lib.formats import Form, Part
from resources.formats.atom import ATOM, HISTORY_ATOM
from resources.formats.bib import BIBTEX
from resources.formats.csl import CSL
from resources.formats.data import JSON
from resources.formats.json_feed import HISTORY_JSON_FEED, JSON_FEED
from resources.formats.printed import PRINT
from resources.formats.ris import RIS
from resources.formats.table import CSV
from resources.formats.text import TEXT

FORMS = (CSV, RIS, BIBTEX, CSL, TEXT, ATOM, JSON_FEED, JSON, PRINT)
OF_EVENTS = {ATOM: HISTORY_ATOM, JSON_FEED: HISTORY_JSON_FEED}
WHATS_NEW = tuple(OF_EVENTS.get(form, form) for form in FORMS)  # there, feeds tell of events
by_suffix = {form.suffix: form for form in FORMS}

__all__ = ["FORMS", "WHATS_NEW", "Form", "Part", "by_suffix"]
