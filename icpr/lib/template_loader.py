"""Templates are indented for those who write them; readers are not sent the indentation."""

import re

from django.template.loaders import filesystem

# Beside the tags of these, white space shows nowhere.
BLOCK = re.compile(
    r"<[/!]?(?:address|article|aside|blockquote|body|br|caption|col|colgroup|datalist|dd|details|div|dl|doctype|dt|fieldset"
    r"|figure|footer|form|h[1-6]?|head|header|hr|html|legend|li|link|main|meta|nav|ol|optgroup|option|p|script|section"
    r"|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)\b",
    re.IGNORECASE,
)
EXPRESSION = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
PART = re.compile(
    r"<(?P<raw>pre|script|style|textarea)\b.*?</(?P=raw)>"
    rf"|<[/!]?[a-z](?:{EXPRESSION}|\"(?:{EXPRESSION}|[^\"])*\"|[^\">])*>"
    rf"|{EXPRESSION}|\s*\n\s*|[^<{{\n]+|.",
    re.DOTALL | re.IGNORECASE,
)
BREAK = re.compile(r"\s*\n\s*")
LOGIC = re.compile(r"\{%")
SILENT = re.compile(r"\{% (?:load|extends) |\{#")


class Loader(filesystem.Loader):
    """Reads the templates of `DIRS`, and HTML ones without the breaks and the indentation inside their text and
    tags."""

    def get_contents(self, origin) -> str:
        """The source of a template. Raises `TemplateDoesNotExist`."""
        source = super().get_contents(origin)
        return compact(source) if origin.template_name.endswith(".html") else source


def compact(source: str) -> str:
    """The source of an HTML template, each break with the indentation after it made as small as it can be.

    Beside the tag of a block, a break is left between blocks and taken from their contents; in running text and inside
    a tag it becomes one space, for there white space may show. Text areas and the like stay as they are.
    """
    parts = [match[0] for match in PART.finditer(source)]
    return "".join(_written(*around) for around in zip(["", *parts], parts, [*parts[1:], ""], strict=False))


def _written(before: str, part: str, after: str) -> str:
    if not part.isspace():
        return BREAK.sub(" ", part) if part.startswith("<") and not _is_raw(part) else part
    if "\n" not in part or not after:
        return part
    if not before or SILENT.match(before):
        return ""
    if not (BLOCK.match(before) or BLOCK.match(after)):
        return "\n" if LOGIC.match(before) and LOGIC.match(after) else " "
    return "\n" if all(BLOCK.match(side) or LOGIC.match(side) for side in (before, after)) else ""


def _is_raw(part: str) -> bool:
    return part.count("<") > 1
