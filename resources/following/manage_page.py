"""What the page of all that is followed by an address shows, and what its form changes."""

from django.http import QueryDict
from django.utils import timezone

from resources.following import confirming, links
from resources.following.models import Follower, Level, Rhythm, Subscription

PAUSED = "All mail is paused. When you resume it, the next mail tells what was new meanwhile."
RESUMED, SAVED, UNCHANGED = "Mail is sent again.", "Saved.", "Nothing was changed."


def change(follower: Follower, sent: QueryDict) -> str:
    """Do what the form asks for. Returns what was done, in a sentence."""
    match sent.get("do"):
        case "pause" | "resume" as asked:
            confirming.pause(follower, is_paused=asked == "pause")
            return PAUSED if asked == "pause" else RESUMED
        case "save":
            return SAVED if confirming.change(follower, _wishes(follower, sent)) else UNCHANGED
    return UNCHANGED


def _wishes(follower: Follower, sent: QueryDict) -> dict[int, tuple[str, str]]:
    keys = follower.subscriptions.values_list("pk", flat=True)
    return {key: (sent.get(f"rhythm-{key}", ""), sent.get(f"level-{key}", "")) for key in keys}


class ManagePage:
    """message: what was just done."""

    rhythms, levels = Rhythm.choices, Level.choices

    def __init__(self, follower: Follower, message: str = ""):
        self.follower, self.message = follower, message
        every = list(follower.subscriptions.kept(timezone.now()))
        self.followed: list[Subscription] = [each for each in every if each.confirmed_at]
        self.waiting: list[Subscription] = [each for each in every if not each.confirmed_at]
        for each in self.followed:
            each.stop_url = links.unsubscribe_url(each)

    @property
    def address(self) -> str:
        """The private address of the page, to be kept."""
        return links.manage_url(self.follower)
