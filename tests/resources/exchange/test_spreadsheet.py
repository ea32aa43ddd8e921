"""A spreadsheet goes in without fear: dry run, partial fix, commit, undo, by the pages without script.

Here it has sixty rows; `tests/browser/test_import.py` brings in all three hundred.
"""

import csv
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from icpr.imports.models import Import, Outcome
from icpr.imports.work import work_all
from icpr.operations.models import Operation
from pillars.models import Topic
from resources.models import Resource
from tests.icpr.operations.pages import undo
from tests.resources.exchange import spreadsheet
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db

IMPORT = reverse("admin:resources_resource_import")


class File:
    """A file that staff read in, as its pages show it."""

    def __init__(self, client: Client, data: bytes, name: str = "list.xlsx"):
        self.client = client
        self.at = client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})["Location"]
        self.work()

    def work(self):
        work_all(lambda: None, lambda: None)

    @property
    def row(self) -> Import:
        return Import.objects.latest("pk")

    def page(self, query: str = "") -> str:
        answer = self.client.get(self.at + query)
        assert answer.status_code == 200
        self.context = answer.context
        return answer.content.decode()

    def answer(self, do: str, **fields) -> str:
        assert self.client.post(self.at, {"_do": do} | fields).status_code == 302
        self.work()
        return self.page()

    def say_columns(self) -> str:
        guessed = [each["means"] for each in self.context["columns"]]
        return self.answer("columns", **{f"column-{place}": means for place, means in enumerate(guessed)})

    def do(self) -> str:
        return self.answer("do", looks=self.row.looks)

    def counts(self) -> dict[str, int]:
        return {name: count for name, count in self.row.counts.items() if count and name in Outcome.values}


def tables() -> dict[str, int]:
    """How many rows each table has, but for what an import keeps of itself."""
    left_out = {"imports", "jobs", "sessions", "limits", "accounts", "audit"}
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {
        model._meta.label: model._base_manager.count()
        for model in models
        if model._meta.app_label not in left_out and not model._meta.proxy
    }


def test_works():
    publisher = staff("Publishers")
    spreadsheet.lay()
    before = tables()
    file = File(publisher, spreadsheet.workbook(60))
    assert "What do the columns of the file hold?" in file.page()
    assert [each["means"] for each in file.context["columns"]] == spreadsheet.MEANT
    page = file.say_columns()
    assert file.counts() == {"new": 44, "duplicate": 8, "error": 8}
    assert tables() == before, "a dry run writes nothing"
    assert "“Leaflet” is not one of" in page
    assert "No topic in the library is called “Drones”" in page
    assert {each["word"]: each["count"] for each in file.row.unknown} == {"Drones": 2, "Horses": 1, "Seventh pillar": 1}

    drones, horses = (place_of(file, word) for word in ("Drones", "Horses"))
    file.answer("terms", **{drones: "other", f"{drones}-other": "patrol", horses: "leave"})
    assert file.counts() == {"new": 47, "duplicate": 8, "error": 5}

    file.page("?show=duplicate")
    lines = list(file.row.lines.filter(outcome=Outcome.DUPLICATE))
    assert [line.likely[0]["why"] for line in lines] == (
        ["the same address"] * 3 + ["the same title"] * 3 + ["a title much like it"] * 2
    )
    update, create, *skip = lines
    chosen = {f"line-{line.number}": "skip" for line in skip}
    chosen |= {f"line-{update.number}": update.likely[0]["pk"], f"line-{create.number}": "create"}
    file.answer("choices", **chosen)
    assert file.counts() == {"new": 48, "changed": 1, "skipped": 6, "error": 5}
    assert tables() == before

    page = file.do()
    operation = Operation.objects.get()
    assert reverse("admin:operations_operation_change", args=[operation.pk]) in page
    assert (operation.changed_count, operation.refused_count) == (49, 5)
    assert Resource.objects.count() == 8 + 48
    assert Resource.objects.get(pk=update.likely[0]["pk"]).title == spreadsheet.title_of(51)
    made = Resource.objects.get(title=spreadsheet.title_of(41))
    assert (made.is_draft, made.issued_display, list(made.topics.all())) == (True, "May 2019", [Topic.objects.get()])

    corrected = failed(file)
    assert [row["what_is_wrong"].partition(":")[0] for row in corrected] == [
        *("kind", "official_url", "title", "issued", "pillars")
    ]
    for number, row in enumerate(corrected, 100):
        row |= spreadsheet.cells_of(number) | {"Title": f"Mended {row['Title']}"}
    again = File(publisher, as_csv(corrected), "failed.csv")
    assert again.counts() == {"new": 5}

    undo(publisher, operation)
    assert Resource.objects.count() == 8
    assert Resource.objects.get(pk=update.likely[0]["pk"]).title == "Quite another name 51"


def place_of(file: File, word: str) -> str:
    """The name of the fields that ask what a word means."""
    return next(f"term-{place}" for place, each in enumerate(file.row.unknown) if each["word"] == word)


def failed(file: File) -> list[dict[str, str]]:
    data = file.client.get(f"{file.at}failed/csv/").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(data, newline="")))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    held = StringIO()
    written = csv.DictWriter(held, rows[0].keys())
    written.writeheader()
    written.writerows(rows)
    return held.getvalue().encode()
