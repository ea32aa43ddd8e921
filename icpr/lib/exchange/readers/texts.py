"""The text of a file that should be UTF-8."""

from icpr.lib.confined.limits import Refused


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 with its mark, else what Windows writes. Raises Refused."""
    mark = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(data[:2])
    for encoding in [mark] if mark else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise Refused("Some letters of the file cannot be read. Save it as UTF-8.")
