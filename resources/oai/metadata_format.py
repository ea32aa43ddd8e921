"""What a metadata format is, and what several of them say alike."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from resources.models import AddressEvidence, Kind
from resources.models.serialization import Written

MOVING, SOUND, TEXT = "moving image", "sound", "text"
# What a work of a kind is to the senses, where the kind says so. Courses and other things may be anything.
NATURES = {
    **dict.fromkeys(Kind.values, TEXT),
    **dict.fromkeys((Kind.VIDEO, Kind.WEBINAR), MOVING),
    Kind.PODCAST: SOUND,
    **dict.fromkeys((Kind.TRAINING, Kind.OTHER), ""),
}
SUBJECTS = ("pillars", "focus_areas", "topics", "tags")
YEAR, MONTH = len("2019"), len("2019-05")


@dataclass(frozen=True)
class MetadataFormat:
    """prefix: its name in requests. schema: the address of its XML schema. write: from what is public of a record
    (`Resource.as_dict()`) to an element of its namespace."""

    prefix: str
    namespace: str
    schema: str
    write: Callable[[Written], Element]


def issued(record: Written) -> str:
    """The date of issue as precisely as it is known (W3CDTF): 2019, 2019-05 or 2019-05-01; "" when it is not."""
    on, precision = record["issued"]["on"] or "", record["issued"]["precision"]
    return on[: {"year": YEAR, "month": MONTH}.get(precision)]


def nature(record: Written) -> str:
    return NATURES.get(record["kind"]["key"], "")


def own_addresses(record: Written) -> list[str]:
    """Where the work itself is: the publisher's own page, and the full text held or linked."""
    official = [record["official_url"]] if record["address_evidence"]["key"] == AddressEvidence.OWN_PAGE else []
    papers = [paper["url"] for paper in record["documents"] if paper["role"]["key"] == "full-text" and _is_own(paper)]
    return list(dict.fromkeys(filter(None, official + papers)))


def other_addresses(record: Written) -> list[str]:
    """What else leads to the work or belongs to it: records of libraries, announcements, its other papers."""
    found = [record["official_url"], *(paper["url"] for paper in record["documents"])]
    own = own_addresses(record)
    return list(dict.fromkeys(address for address in found if address and address not in own))


def _is_own(paper: Written) -> bool:
    return paper["is_held"] or paper["address_evidence"]["key"] == AddressEvidence.OWN_PAGE
