"""A list with both of its addresses, for tests of what is taken away of it."""

from dataclasses import dataclass

from icpr.lib import tokens
from resources.models.listed_entries import fields_of
from resources.reading_lists.models import Entry, ReadingList
from resources.reading_lists.share_tokens import seal


@dataclass
class SharedList:
    kept: ReadingList
    edit_token: str
    share_token: str

    @property
    def private(self) -> str:
        return f"/lists/{self.edit_token}"

    @property
    def shared(self) -> str:
        return f"/lists/shared/{self.share_token}"

    @property
    def both(self) -> tuple[str, str]:
        return self.private, self.shared

    def add(self, *things, **fields) -> None:
        for position, thing in enumerate(things, self.kept.entries.count() + 1):
            Entry.objects.create(reading_list=self.kept, position=position, **fields_of(thing) | fields)


def make_list(*things, title: str = "Crowds and protest", **fields) -> SharedList:
    edit, share = tokens.new_token(), tokens.new_token()
    kept = ReadingList.objects.create(
        edit_hash=tokens.hash_of(edit),
        share_hash=tokens.hash_of(share),
        share_sealed=seal(share, edit),
        title=title,
        **fields,
    )
    made = SharedList(kept, edit, share)
    made.add(*things)
    return made
