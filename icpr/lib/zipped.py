"""Files written out as one ZIP archive, in parts as it is read: with little memory, and always the same bytes.

Nothing is compressed: what is worth packing is compressed already, and what a compressor makes depends on its version.
So the length of the archive is known before its first byte, and the same members give the same bytes on any machine.
Dates are fixed, too. The list of contents comes last: an archive that breaks off half way cannot be opened as whole.
"""

import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from icpr.lib.stores.store import Store

CHUNK = 256 * 1024  # bytes read at once
LARGE = 2_000_000_000  # bytes from which a member has the fields of ZIP64, a little before it must
MADE_AT = (1980, 2, 1, 0, 0, 0)  # not the first day that ZIP knows: in some time zones it would be the day before
LONGEST_NAME = 150  # bytes of UTF-8; file systems take 255, Windows 260 characters with the folders around
# What cannot stand in a name on Windows or reads as a folder. Names that are devices there are given a mark.
SEPARATORS = re.compile(r"[/\\:*?\"<>|]+")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

LOCAL, LOCAL_64, DESCRIPTOR, DESCRIPTOR_64 = 30, 20, 16, 24  # bytes of what stands before and after a member
ENTRY, END, END_64 = 46, 22, 76  # bytes of a line of the contents, without its name, and of their end


class MemberChanged(OSError):
    """Raised while an archive is read when a member has more or fewer bytes than it was said to have."""


@dataclass(frozen=True)
class Member:
    """A file of an archive. `name`: as one likes; the archive makes it safe. `size`: its bytes.

    `chunks` is called when its turn comes and gives all of them, in parts. `version` tells its bytes from others.
    """

    name: str
    size: int
    chunks: Callable[[], Iterable[bytes]]
    version: str

    @classmethod
    def of_text(cls, name: str, text: str) -> "Member":
        content = text.encode()
        return cls(name, len(content), lambda: [content], sha256(content).hexdigest())

    @classmethod
    def of_file(cls, name: str, store: Store, key: str) -> "Member":
        """A file by its name in a store, where no name is used twice; size and time tell of one put in place by hand.

        Raises OSError when it is not there or cannot be looked at, and what a store raises that is away.
        """
        size, modified = store.facts(key)
        return cls(name, size, partial(_read, store, key, size), f"{key} {size} {modified.timestamp()}")


def _read(store: Store, key: str, size: int) -> Iterator[bytes]:
    with store.reading(key, range(size)) as file:
        yield from iter(partial(file.read, CHUNK), b"")


class Archive:
    """`members`: those given, under the names they get. `size`: bytes of the whole archive. `etag`: quoted, strong;
    other bytes have another one. Iterated, it gives the bytes; each time anew, and one member at a time is open.

    Reading raises what a member raises, and MemberChanged; what was given by then cannot be opened.
    """

    def __init__(self, members: Iterable[Member]):
        given = list(members)
        names = unique_names(member.name for member in given)
        self.members = [replace(member, name=name) for member, name in zip(given, names, strict=True)]
        self.size = self._size()
        told = "\n".join(f"{member.name}\n{member.size} {member.version}" for member in self.members)
        self.etag = f'"{sha256(told.encode()).hexdigest()[:32]}"'

    def __iter__(self) -> Iterator[bytes]:
        written = Written()
        with zipfile.ZipFile(written, "w") as archive:
            for member in self.members:
                is_large, left = member.size >= LARGE, member.size
                with archive.open(_entry(member.name), "w", force_zip64=is_large) as file:
                    for chunk in member.chunks():
                        left -= len(chunk)
                        if left < 0:
                            raise MemberChanged(f"{member.name} has more than the {member.size} bytes it had.")
                        file.write(chunk)
                        yield written.taken()
                    if left:
                        raise MemberChanged(f"{member.name} has {left} bytes less than the {member.size} it had.")
        yield written.taken()

    def _size(self) -> int:
        """What `zipfile` makes of the members: each with its head and foot, then the contents and their end."""
        at = contents = 0
        for member in self.members:
            is_large, length = member.size >= LARGE, len(member.name.encode())
            fields = 2 * (member.size > zipfile.ZIP64_LIMIT) + (at > zipfile.ZIP64_LIMIT)
            contents += ENTRY + length + (4 + 8 * fields if fields else 0)
            at += LOCAL + LOCAL_64 * is_large + length + member.size + (DESCRIPTOR_64 if is_large else DESCRIPTOR)
        is_long = len(self.members) > zipfile.ZIP_FILECOUNT_LIMIT or max(at, contents) > zipfile.ZIP64_LIMIT
        return at + contents + END + END_64 * is_long


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of an archive of the members, in parts. See `Archive` for its length and what is raised."""
    return iter(Archive(members))


def _entry(name: str) -> zipfile.ZipInfo:
    """A member as every machine writes it down: a plain file that its owner may write and everybody read."""
    entry = zipfile.ZipInfo(name, MADE_AT)
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    return entry


class Written(io.RawIOBase):
    """Takes what `zipfile` writes, a part at a time. It cannot be sought in, so sizes and sums follow each member."""

    def __init__(self):
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def unique_names(names: Iterable[str]) -> list[str]:
    """The names made safe; one that would be the same on some file system as one before has a number: "a-2.pdf"."""
    taken: set[str] = set()
    return [_free(safe_name(name), taken) for name in names]


def _free(name: str, taken: set[str]) -> str:
    stem, ending = os.path.splitext(name)
    number, free = 1, name
    while (key := unicodedata.normalize("NFKC", free).casefold()) in taken:
        number += 1
        free = f"{stem}-{number}{ending}"
    taken.add(key)
    return free


def safe_name(name: str) -> str:
    """A name that every file system takes as that of one plain file: no folders, nothing unseen, not too long."""
    seen = unicodedata.normalize("NFC", " ".join(SEPARATORS.sub("-", name).split()))
    plain = "".join(letter for letter in seen if unicodedata.category(letter)[0] != "C").strip(" .")
    plain = f"_{plain}" if DEVICES.match(plain) else plain or "file"
    stem, ending = os.path.splitext(plain)
    if len(ending) > 10 or not ending.isascii():
        stem, ending = plain, ""
    return stem.encode()[: LONGEST_NAME - len(ending)].decode(errors="ignore").rstrip(" .") + ending
