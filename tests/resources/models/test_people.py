"""Which names are one author."""

import pytest

from resources.models import Author
from resources.models.people import LONGEST_KEY, author_key

SAME = [
    (
        "chuck-wexler",
        ["Chuck Wexler", "CHUCK WEXLER", "Chuck  Wexler", "Chuck Wéxler", "Chuck-Wexler", "chuck wexler."],
    ),
    ("jr-smith", ["J. R. Smith", "J.R. Smith", "JR Smith", "J R Smith"]),
    ("j-smith", ["J. Smith", "J Smith"]),
    ("obrien", ["O’Brien", "O'Brien", "OBrien"]),
    ("lukasz-kolodziej", ["Łukasz Kołodziej", "Lukasz Kolodziej"]),
    ("us-department-of-justice", ["U.S. Department of Justice", "US Department of Justice"]),
    ("john-q-public", ["John Q. Public"]),
]


@pytest.mark.parametrize(("key", "names"), SAME)
def test_works(key, names):
    assert {author_key(name) for name in names} == {key}


def test_people_who_may_be_two_are_two():
    names = ["J. Smith", "John Smith", "John R. Smith", "Smith John", "Smith", "John Smith 2"]
    assert len({author_key(name) for name in names}) == len(names)


def test_names_that_plain_letters_do_not_hold_share_no_key():
    names = ["王伟", "李娜", "Li 王", "Li 李", "Li", "محمد", "Мария", "कि", "की", "—", "!", ""]
    names += ["word " * 30 + end for end in ("one", "two")]
    keys = [author_key(name) for name in names]
    assert len(set(keys)) == len(names)
    assert all(key.isascii() and 0 < len(key) <= LONGEST_KEY + 9 for key in keys)
    assert author_key("Ван, Мария") == author_key("ВАН  МАРИЯ")


def test_an_author_has_the_key_of_the_whole_name():
    assert Author(family_name="Wexler", given_names="Chuck").key == "chuck-wexler"
    assert Author(organization="Police Executive Research Forum").key == "police-executive-research-forum"
