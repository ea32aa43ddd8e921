"""How many readers said of each record that it was useful, and how many that it was not. For staff alone."""

from dataclasses import dataclass

from django.db.models import F
from django.http import HttpResponse

from icpr.lib import csvfile
from icpr.lib.few import rounded
from icpr.lib.http.attachment import CSV, attachment
from resources.feedback.models import Feedback
from resources.models import Resource
from resources.models.catalogue import permanent_number

MOST = 200  # records on the page, those with the most “no” first


@dataclass(frozen=True)
class Said:
    """What was said of one record, in true numbers."""

    record: Resource
    yes: int
    no: int


def table() -> list[Said]:
    """The records of which anything was said, those first that most readers did not find useful. Two queries."""
    counted = list(Feedback.objects.usefulness().order_by(F("no").desc(), F("yes").desc(), "about")[:MOST])
    records = Resource.objects.in_bulk([row["about"] for row in counted])
    return [Said(records[row["about"]], row["yes"], row["no"]) for row in counted if row["about"] in records]


def as_csv() -> HttpResponse:
    """All of it by permanent number, each number rounded down to a multiple of five."""
    counted = Feedback.objects.usefulness().order_by("about__number").values_list("about__number", "yes", "no")
    lines = [(permanent_number(number), rounded(yes), rounded(no)) for number, yes, no in counted]
    rows = [(number, str(yes), str(no)) for number, yes, no in lines if yes or no]
    return attachment(csvfile.as_csv([("number", "yes", "no"), *rows]), "useful.csv", CSV)
