"""CSL-JSON items hold what its schema allows (csl-data.json of CSL 1.0.2), each in its form."""

import json

import pytest

from resources.citations.csl_item import compose
from resources.citations.kinds import CITED
from resources.citations.work import Name
from resources.models import Kind
from tests.resources.citations.hostile import TEXTS
from tests.resources.citations.test_bibtex import work

TEXT = {
    "id",
    "type",
    "title",
    "publisher",
    "container-title",
    "collection-title",
    "volume",
    "collection-number",
    "issue",
}
TEXT |= {"page", "number-of-pages", "genre", "language", "URL"}
TYPES = {"article-journal", "article-magazine", "broadcast", "document", "motion_picture", "post-weblog", "report"}
TYPES |= {"speech", "webpage"}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("publication", ["", "Police Chief"])
def test_works(kind, publication):
    row = CITED[kind].within if publication and CITED[kind].within else CITED[kind]
    person = Name("King", "Martin Luther", "Jr.")
    facts = {"container": publication, "volume": "1", "pages": "2", "publishers": ["City Press"], "date": [2016, 7]}
    item = compose(work(cited=row, authors=[person, Name(organization="A, B")], **facts))
    assert item["type"] in TYPES
    assert item.pop("author") == [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}, {"literal": "A, B"}]
    assert item.pop("issued") == {"date-parts": [[2016, 7]]}
    assert set(item) <= TEXT
    assert all(isinstance(value, str) and value for value in item.values())


@pytest.mark.parametrize("text", TEXTS)
def test_a_title_is_read_back(text):
    assert json.loads(json.dumps(compose(work(title=text))))["title"] == text


def test_what_is_not_known_has_no_key():
    assert set(compose(work())) == {"id", "type", "title", "language", "URL"}
