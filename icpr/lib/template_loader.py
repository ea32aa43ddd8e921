"""Templates are indented for those who write them; the indentation is not sent to readers."""

import re

from django.template.loaders import filesystem

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Reads the templates of `DIRS`, HTML ones without the white space that begins their lines.

    Line breaks stay, so that the lines an error names are those of the file. White space at the beginning of a line shows
    in HTML only inside `pre` and `textarea`: a template writes neither over several lines.
    """

    def get_contents(self, origin) -> str:
        """The source of a template. Raises `TemplateDoesNotExist`."""
        source = super().get_contents(origin)
        return INDENTATION.sub("", source) if origin.template_name.endswith(".html") else source
