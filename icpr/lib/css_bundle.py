"""One stylesheet for the reader and one for staff, one file per block for us."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
ADMIN_SHEET = "css/admin.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?(?: (?P<media>\w+))?;')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BREAK = re.compile(r"(?<=[{};,])\s*\n\s*")


def written_out(sheet: str, read) -> str:
    """A stylesheet with each imported file in the place of its import,
    in the same cascade layer and for the same medium.

    `read` gives the text of an imported file by its path as written. Imported files import nothing themselves.
    """

    def text_of(found: re.Match) -> str:
        text = read(found["path"])
        if found["layer"]:
            text = f"@layer {found['layer']} {{\n{text}}}\n"
        return f"@media {found['media']} {{\n{text}}}\n" if found["media"] else text

    return IMPORT.sub(text_of, sheet)


def packed(sheet: str) -> str:
    """A stylesheet without its comments and without the breaks and the indentation between its parts."""
    return BREAK.sub("", COMMENT.sub("", sheet)).strip() + "\n"


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Collects our stylesheets packed, and each of the two sheets as one file:
    a first visit does not wait for forty."""

    def post_process(self, paths, dry_run=False, **options):
        ours = [path for path in paths if path.startswith("css/") and path.endswith(".css")]
        if not dry_run:
            texts = {path: _read(*paths[path]) for path in ours}
            for path in ours:
                whole = written_out(texts[path], lambda name: texts[f"css/{name}"])
                self.delete(path)
                self.save(path, ContentFile(packed(whole).encode()))
            paths = paths | {path: (self, path) for path in ours}
        yield from super().post_process(paths, dry_run, **options)


def _read(storage, name: str) -> str:
    with storage.open(name) as file:
        return file.read().decode()
