"""How the form of a record is laid out: what every record needs stands open, what few have is folded under its name.

Django opens a fold by itself when something in it is wrong. Its name says what is filled in.
"""

from resources.models import Resource
from resources.relations import RELATIONS

FOLDED = {"classes": ["collapse"]}
APART = ("publishers", "items", "practices")  # relations that stand elsewhere than among the terms

DESCRIPTION = (None, {"fields": ["kind", "title", "another_work", "annotation", "in_brief"]})
FINDING = ("Where to find it", {"fields": ["access", ("official_url", "address_evidence")]})
ISSUE = ("Who and when", {"fields": ["publishers", "issued_on", "dated_ahead"]})
PLACE = ("Place in the library", {"fields": [each.field for each in RELATIONS if each.field not in APART]})
BLUEPRINT = ("Blueprint items and practices", FOLDED | {"fields": ["items", "practices"]})
PUBLICATION = (
    "Where it appeared",
    FOLDED | {"fields": ["publication", ("volume", "issue", "pages"), "language", "rights_note"]},
)
LONGER = ("Longer text and address here", FOLDED | {"fields": ["body", "slug"]})
TIME = ("Time", FOLDED | {"fields": ["expire_at", "review_by", "new_until", "superseded_by"]})
STAFF = ("For staff", {"fields": ["staff_note"]})

ALL = [DESCRIPTION, FINDING, ISSUE, PLACE, BLUEPRINT, PUBLICATION, LONGER, TIME, STAFF]
UNTOLD = {"language": "en", "slug": None}  # said only where it is another; None: every record has one

LINES = {"in_brief": 4, "body": 12, "staff_note": 3}  # how high a text stands in the form


def named(sets: list, record: Resource | None) -> list:
    """The fieldsets, each fold named after what is filled in there: "Time · review by"."""
    if record is None:
        return sets
    return [(_name(name, how["fields"], record) if "classes" in how else name, how) for name, how in sets]


def _name(name: str, lines: list, record: Resource) -> str:
    fields = [field for line in lines for field in (line if isinstance(line, tuple) else (line,))]
    filled = [str(Resource._meta.get_field(field).verbose_name) for field in fields if _is_filled(record, field)]
    return f"{name} · {', '.join(filled)}" if filled else name


def _is_filled(record: Resource, field: str) -> bool:
    if field in UNTOLD and UNTOLD[field] in (None, getattr(record, field)):
        return False
    if Resource._meta.get_field(field).many_to_many:
        return getattr(record, field).exists()
    return getattr(record, Resource._meta.get_field(field).attname) not in (None, "")
