"""Each kind of record has a drawing of its own, and there is no drawing without a kind."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from resources.models import Kind


def test_works():
    drawn = re.findall(r'<symbol id="([a-z-]+)"', Path(finders.find("img/kinds.svg")).read_text())
    assert sorted(drawn) == sorted(Kind.values)


def test_no_two_look_the_same():
    text = Path(finders.find("img/kinds.svg")).read_text()
    symbols = [body.strip() for body in re.findall(r"<symbol[^>]*>(.*?)</symbol>", text, re.DOTALL)]
    assert len(set(symbols)) == len(symbols)
