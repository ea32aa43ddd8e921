"""Whether text is for readers, or the source of something else: markup, saved mail, data, a program."""

import re

# The bytes that no text holds: "binary data bytes" of the MIME Sniffing Standard, section 3.
BINARY = bytes([*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
# What HTML begins with, from the table of the same standard, section 7.1.
HTML_TAGS = "html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p"
HTML = re.compile(rf"<(?:!doctype\s+html|{HTML_TAGS})[\s>]", re.IGNORECASE)
# What may stand before the first element: comments, processing instructions such as <?xml ...?>, declarations.
PROLOGUE = re.compile(
    r"(?:<!--.*?-->|<\?xml\b.*?\?>|<!DOCTYPE\s+(?!html[\s>])[^>\[]*(?:\[.*?\]\s*)?>|\s)+", re.S | re.I
)
ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)(\s+[\w.:-]+\s*=)?[^<>]*?(/?)>")
SOURCES = [
    (re.compile(r"\{\\rtf"), "rich text (RTF)"),
    (re.compile(r"%!PS"), "PostScript"),
    (re.compile(r"\s*\\(?:documentclass|documentstyle|input\b|begin\{)"), "LaTeX source"),
    (re.compile(r"#!\s*/|@echo off|<[?%]", re.IGNORECASE), "a program"),
    (re.compile(r"BEGIN:V(?:CARD|CALENDAR)\b"), "an address card or a calendar"),
    (re.compile(r"-----BEGIN [A-Z0-9 ]+-----"), "a key or a certificate"),
    (re.compile(r"begin [0-7]{3,4} \S"), "an encoded file"),
]
# Written by mail programs only: a memo, too, begins with From, To, Date and Subject.
MAIL_HEADER = re.compile(
    r"(?:message-id|return-path|mime-version|delivered-to|dkim-signature):|received: (?:from|by) ", re.IGNORECASE
)
HEADER = re.compile(r"From \S|[A-Za-z][A-Za-z0-9-]*:")
JSON_STARTS = re.compile(r'\{\s*"[^"\n]*"\s*:|\[\s*(?:\{|\[|"[^"\n]*"\s*,|-?\d[\d.]*\s*,)')
XML = "XML or another markup"


def is_binary(data: bytes) -> bool:
    return len(data.translate(None, BINARY)) < len(data)


def source_of(start: str, end: str) -> str:
    """What the source is that begins and ends with some thousand characters;
    "HTML", "XML ...", or empty for plain text.

    Text that only mentions markup is plain: a policy may begin with "<Agency name>", and a memo with "From:".
    """
    start, end = start.lstrip("\ufeff \t\r\n\f"), end.rstrip()
    prologue = PROLOGUE.match(start)
    body = start[prologue.end() :] if prologue else start
    if HTML.match(body):
        return "HTML"
    element = ELEMENT.match(body)
    if element and (element[2] or element[3] or f"</{element[1]}" in start + end):
        return XML
    if prologue or start.startswith(("<?xml", "<!DOCTYPE", "<!doctype", "<!--")):
        return XML
    for begins, name in SOURCES:
        if begins.match(start):
            return name
    if _is_mail(start):
        return "saved mail"
    if JSON_STARTS.match(start) and end.endswith(("}", "]")):
        return "data in JSON"
    return ""


def _is_mail(start: str) -> bool:
    headers = start.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    return HEADER.match(headers[0]) is not None and any(map(MAIL_HEADER.match, headers))
