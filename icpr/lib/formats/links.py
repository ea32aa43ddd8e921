"""The way from a page to its forms: for the menu "Use this list" and for programs that read the page's head."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from icpr.lib.formats import Form, Source

# What a form is for → words for the menu, in its order.
USES = {"table": "Spreadsheet", "cite": "Cite", "follow": "Follow", "data": "For programs", "print": "On paper"}
LASTING = {"follow"}  # of use also for a list that is still empty

_forms: dict[str, Sequence[Form]] = {}
_sources: dict[str, Callable[..., Source]] = {}


@dataclass(frozen=True)
class Link:
    """The way to one form. parts: in how many answers it holds the list, where readers expect one."""

    form: Form
    url: str
    parts: int = 1


def learn(name: str, forms: Sequence[Form], source: Callable[..., Source]) -> None:
    """Remember which forms the page has whose URL is called `name`, and what they are written from."""
    _forms[name], _sources[name] = forms, source


def forms_of(name: str) -> Sequence[Form]:
    """The forms of a page by the name of its URL; none for a page without."""
    return _forms.get(name, ())


def source_of(name: str) -> Callable[..., Source]:
    """What the forms of a page are written from, by the name of its URL: a function of a request and of the arguments
    of the page. Raises KeyError for a page without forms."""
    return _sources[name]


def address_of(form: Form, address: str) -> str:
    """The address of a form of the page at an address: "/tags/youth/?page=2" → "/tags/youth.csv?page=2"."""
    page, mark, query = address.partition("?")
    return page.removesuffix("/") + form.suffix + mark + query


def links(forms: Iterable[Form], address: str, total: int | None = None) -> list[Link]:
    """The way to each form of a list of `total` records; where nothing is listed yet, to those that help later."""
    shown = [form for form in forms if total != 0 or form.use in LASTING]
    return [Link(form, address_of(form, address), _parts(form, total or 0)) for form in shown]


def _parts(form: Form, total: int) -> int:
    return 1 if form.is_paged else max(1, -(-total // form.limit))


def by_use(shown: Iterable[Link]) -> list[tuple[str, list[Link]]]:
    """The links under what they are for, in words."""
    order = list(USES)
    ordered = sorted((link for link in shown if link.form.use), key=lambda link: order.index(link.form.use))
    return [(USES[use], list(some)) for use, some in groupby(ordered, lambda link: link.form.use)]
