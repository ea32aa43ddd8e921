"""A text as a file to keep."""

from pathlib import Path

import pytest

from icpr.lib.attachment import CSV, attachment

ROOT = Path(__file__).parents[3]


def test_works():
    answer = attachment("a,b\r\n", "icpr-items.csv", CSV)
    assert answer.content == b"a,b\r\n"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="icpr-items.csv"'
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", ['a".csv', "a\r\nX: b.csv", "policía.csv"])
def test_a_name_stays_in_its_header(name):
    said = attachment("", name, CSV)["Content-Disposition"]
    assert said.startswith("attachment; filename")
    assert "\n" not in said


def test_it_is_the_only_place_that_makes_one():
    makers = [
        path.relative_to(ROOT).as_posix()
        for area in ("icpr", "pillars", "resources")
        for path in (ROOT / area).rglob("*.py")
        if "Content-Disposition" in path.read_text()
    ]
    assert makers == ["icpr/lib/attachment.py"]
