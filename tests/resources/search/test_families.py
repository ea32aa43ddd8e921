"""Words of one family."""

import pytest

from resources.search import families


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("applying", "applicant"),
        ("Recruit", "recruitment"),
        ("discipline", "disciplinary"),
        ("immigrant", "immigration"),
    ],
)
def test_works(word, other):
    assert other in families.of(word)


@pytest.mark.parametrize("word", ["police", "officer", "community", "department", "general"])
def test_a_stem_of_several_meanings_has_no_family(word):
    assert families.of(word) == ()
