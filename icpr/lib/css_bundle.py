"""One stylesheet for the reader, one file per block for us."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?(?: (?P<media>\w+))?;')


def written_out(sheet: str, read) -> str:
    """A stylesheet with each imported file in the place of its import, in the same cascade layer and for the same medium.

    `read` gives the text of an imported file by its path as written. Imported files import nothing themselves.
    """

    def text_of(found: re.Match) -> str:
        text = read(found["path"])
        if found["layer"]:
            text = f"@layer {found['layer']} {{\n{text}}}\n"
        return f"@media {found['media']} {{\n{text}}}\n" if found["media"] else text

    return IMPORT.sub(text_of, sheet)


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Collects the site's stylesheet as one file, so that a first visit does not wait for thirty."""

    def post_process(self, paths, dry_run=False, **options):
        if SHEET in paths and not dry_run:

            def read(path: str) -> str:
                storage, name = paths[path]
                with storage.open(name) as file:
                    return file.read().decode()

            whole = written_out(read(SHEET), lambda path: read(f"css/{path}"))
            self.delete(SHEET)
            self.save(SHEET, ContentFile(whole.encode()))
            paths = paths | {SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)
