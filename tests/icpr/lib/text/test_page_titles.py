import pytest

from icpr.lib.text.page_titles import MOST, SITE, page_title, shortened

LONG = "Law Enforcement and the Homeless: What Agencies Tried, What They Learned and Wish They Had Known"


def test_works():
    assert page_title("Use of Force", "Topic") == f"Use of Force · Topic · {SITE}"
    assert page_title("About") == f"About · {SITE}"


def test_the_sites_name_goes_first():
    name = "Guidebook for the Implementation of Police Oversight"
    assert page_title(name, "Guide", "ICPR-000101") == f"{name} · Guide"


def test_a_long_name_is_cut_after_a_word():
    assert page_title(LONG) == "Law Enforcement and the Homeless: What Agencies Tried, What They…"
    assert page_title(LONG, "page 2") == "Law Enforcement and the Homeless: What Agencies Tried, What… · page 2"


def test_a_name_that_is_cut_has_its_key():
    assert page_title(LONG, "Guide", "ICPR-000101") == (
        "Law Enforcement and the Homeless: What Agencies Tried… · ICPR-000101"
    )


def test_the_sites_own_name_is_not_said_twice():
    assert page_title(SITE) == SITE
    assert page_title(SITE, "Institute") == f"{SITE} · Institute"


@pytest.mark.parametrize(
    "name", ["", "x" * 500, "警察" * 60, "a " * 80, "word " + "y" * 90, " \n a\tb \n", "a,—: " * 40]
)
@pytest.mark.parametrize("what", ["", "Topic"])
def test_any_name_fits_on_one_line(name, what):
    title = page_title(name, what)
    assert len(title) <= MOST
    assert "\n" not in title
    assert title


def test_a_word_that_ends_at_the_limit_is_kept():
    assert shortened("one two three four", 8) == "one two…"
    assert shortened("one two", 7) == "one two"
