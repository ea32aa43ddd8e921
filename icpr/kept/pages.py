"""The door to what is kept: its private pages, its pages to share, and what a form may write into it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest

from icpr.jobs.runner import wake
from icpr.kept import last_opened
from icpr.kept.kinds import KeptKind
from icpr.kept.models import Kept
from icpr.lib.http.private_pages import PrivatePages, TooMuchWritten, locked


def pages_of(kind: KeptKind) -> PrivatePages:
    """The decorators of a kind's views."""

    @contextmanager
    def writing(request: HttpRequest, kept: Kept) -> Iterator[Kept]:
        """The row, held and used today, for what a form changes in it. Raises TooMuchWritten, and then nothing is
        changed."""
        with locked(kept) as held:
            held.touch()
            yield held
            if not kind.limits.may_write(request, held):
                raise TooMuchWritten

    def find(request: HttpRequest, **lookup: str) -> Kept:
        """The row with this hash, to be marked as used today."""
        kept = kind.model._default_manager.filter(**lookup).first()
        if kept is None:
            raise Http404
        kept.lapse_warning = last_opened.note(kept)
        if kept.lapse_warning:
            wake("write-openings")
        return kept

    return PrivatePages(kind.plural, home=kind.name, find=find, writing=writing)
