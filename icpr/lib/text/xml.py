"""Text fit to stand in XML."""

import re

# All that is no character of XML 1.0 (https://www.w3.org/TR/xml/#charsets): it cannot be written there in any form.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The same without what XML cannot hold: most control characters, halves of characters and non-characters."""
    return NOT_IN_XML.sub("", text)
