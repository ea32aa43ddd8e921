"""The forms in which a record is given to harvesters."""

from resources.oai import dublin_core, mods
from resources.oai.errors import ProtocolError
from resources.oai.metadata_format import MetadataFormat

FORMATS = {found.prefix: found for found in (dublin_core.FORMAT, mods.FORMAT)}


def by_prefix(prefix: str) -> MetadataFormat:
    """Raises ProtocolError for a format that there is none of."""
    if prefix not in FORMATS:
        names = " and ".join(FORMATS)
        raise ProtocolError("cannotDisseminateFormat", f"There is no such format here. There are {names}.")
    return FORMATS[prefix]
