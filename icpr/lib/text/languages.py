"""Saying in HTML what language some words are in, where it is not the page's own (WCAG 3.1.2)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

OF_PAGES = "en"
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}


def direction(language: str) -> str:
    """ "rtl" or "ltr", by the first part of a language's tag: "ar-EG" is Arabic."""
    return "rtl" if language.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def attributes(language: str) -> SafeString | str:
    """` lang="ar" dir="rtl"` for an element, with the space before it; empty for the language of the pages."""
    if not language or language.lower().partition("-")[0] == OF_PAGES:
        return ""
    return format_html(' lang="{}" dir="{}"', language, direction(language))
