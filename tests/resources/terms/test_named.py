"""Which tags a text names."""

import pytest

from resources.models import SynonymGroup, Tag
from resources.terms.models import Alias
from resources.terms.named import MOST_OFFERED, tags_named_in
from tests.factories import make_tag

pytestmark = pytest.mark.django_db


def named(*texts: str, without=()) -> list[str]:
    return [tag.name for tag in tags_named_in(texts, without)]


def test_works():
    for name in ("body-worn cameras", "use of force", "use-of-force reporting", "drones", "youth"):
        make_tag(name=name)
    assert named("Youth and the use of force") == ["youth", "use of force"]
    assert named("Reporting", "Body Worn Camera footage") == ["body-worn cameras"]
    assert named("Use-of-force reporting by drone") == ["use-of-force reporting", "drones"]
    assert named("Use of force and drones", without=["Drones"]) == ["use of force"]
    assert named("Use", "of force") == []
    assert named("", "Cameras") == []


def test_other_names_and_the_vocabulary_lead_to_a_tag():
    cameras = make_tag(name="body-worn cameras")
    Alias.objects.create(kind="tag", name="BWC", term=cameras.pk)
    Alias.objects.create(kind="tag", name="gone", term=0)
    SynonymGroup.objects.create(terms="body-worn cameras\nbody-worn video", reason="The same.")
    SynonymGroup.objects.create(terms="body-worn cameras\nhelmet video", reason="Off.", is_on=False)
    for text in ("A BWC policy", "Policy on body-worn video"):
        assert named(text) == ["body-worn cameras"]
    assert named("Helmet video, gone") == []


@pytest.mark.parametrize("text", ["\x00", "…", "a " * 50_000, "警察", "youth\x00"])
def test_any_text_is_read(text):
    make_tag(name="drones")
    assert named(text) == []


def test_a_text_that_names_many_gets_the_first(django_assert_max_num_queries):
    names = [f"{letter}{letter}zz words" for letter in "abcdefghijklm"]
    for name in names:
        make_tag(name=name)
    named("Once, to read the vocabulary")
    with django_assert_max_num_queries(3):
        assert named(" ".join(names)) == names[:MOST_OFFERED]
    assert Tag.objects.count() == len(names)
