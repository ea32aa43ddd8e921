"""Reading lists, as one kind of what is kept at a private address."""

from icpr.kept.kinds import KeptKind
from icpr.kept.pages import pages_of
from resources.reading_lists import share_tokens
from resources.reading_lists.models import ReadingList

LISTS = KeptKind(
    ReadingList,
    name="list",
    called="reading list",
    purpose="resources.reading_list",
    seal=share_tokens.seal,
    unseal=share_tokens.unseal,
)
PAGES = pages_of(LISTS)
