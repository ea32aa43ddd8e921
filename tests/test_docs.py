"""The documents say what is so."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from icpr.lib.stores.setting import NAMES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "deploy" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_works_for_every_setting():
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "icpr" / "settings.py").read_text()))
    read.update(NAMES.values())  # of a bucket, read together
    table = README.partition("## Configuration")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", table, flags=re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == read


def test_the_readme_begins_with_the_two_commands():
    assert re.search(r"\A# .+\n\n    make run .+\n    make test ", README)


def test_every_command_named_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {name for path in DOCUMENTS for name in re.findall(r"(?:`| {4})make ([a-z-]+)", path.read_text())}
    assert named <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_paths_lead_somewhere(path):
    text = path.read_text()
    linked = [path.parent / target for target in re.findall(r"\]\((?!http)([^)#]+)\)", text)]
    folders = r"(?:icpr|resources|pillars|templates|static|fixtures|tests|docs)"
    named = [ROOT / name for name in re.findall(rf"`({folders}/[\w./-]*)`", text)]
    assert [str(target) for target in linked + named if not target.exists()] == []


def test_the_reason_for_each_dependency_is_given():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = told["project"]["optional-dependencies"].values()
    asked = [*told["project"]["dependencies"], *chain(*extras), *told["dependency-groups"]["dev"]]
    names = {re.match("[a-z0-9-]+", each)[0] for each in asked} - {"django"}
    given = set(re.findall(r"\*([a-z0-9-]+)\*", (ROOT / "docs" / "decisions.md").read_text()))
    assert names - given == set()
