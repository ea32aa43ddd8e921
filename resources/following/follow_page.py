"""What the page says about following one thing: what an address means, its feeds, how much to expect."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from icpr.lib.formats import Gone
from icpr.lib.http.site import absolute
from icpr.lib.mail import can_mail
from icpr.lib.query.notices import Notice, quote
from resources.catalogue.notes import Note, notes
from resources.following import targets
from resources.following.estimates import estimate
from resources.following.models import Level
from resources.following.targets import Target

NOT_FOLLOWED = "{} cannot be followed. Open a list, a record, an item or a practice and choose “Follow this” there."


@dataclass
class FollowPage:
    """asked: the address as it was brought. target: what it means; None where it cannot be followed, and then `trouble`
    says why and `code` is the status of the page."""

    asked: str
    target: Target | None = None
    trouble: str = ""
    code: int = 200

    @classmethod
    def of(cls, asked: str) -> "FollowPage":
        try:
            return cls(asked, targets.asked(asked) if asked else None)
        except Gone as gone:
            return cls(asked, trouble=gone.message, code=410)
        except Http404:
            return cls(asked, trouble=NOT_FOLLOWED.format(quote(asked)), code=404)

    @property
    def notes(self) -> list[Note]:
        """What the search says of the words that are followed, as its list does."""
        listing = self.target.listing
        told = notes(listing.criteria, listing.selection.found) if listing.has_criteria and listing.criteria.q else []
        return [note._replace(url=note.url and listing.path + note.url) for note in told]

    @property
    def ignored(self) -> list[Notice]:
        """What else is to be said of the address: what of it was not understood."""
        return [notice for notice in self.target.ignored if not notice.message.startswith(_beginnings(self.notes))]

    @property
    def estimates(self) -> list[tuple[str, str]]:
        """Each level, with how much of it to expect in words: "about 3 a month, from the last year"."""
        return [(level.value, estimate(self.target, level).words) for level in Level]

    @property
    def can_mail(self) -> bool:
        return can_mail()

    @property
    def url(self) -> str:
        """The path of the page of what is followed."""
        return self.target.record.get_absolute_url() if self.target.record else self.target.address

    @property
    def feed(self) -> str:
        return absolute(self.target.feed)

    @property
    def json_feed(self) -> str:
        return absolute(self.target.json_feed)

    @property
    def everything(self) -> str:
        """The address of all that is new, to be followed."""
        return reverse("whats-new")


def _beginnings(notes: list[Note]) -> tuple[str, ...]:
    return tuple(note.before for note in notes)
