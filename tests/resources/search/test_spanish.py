"""Spanish: words that tell nothing go, endings meet the vocabulary, and English loses nothing by it."""

import pytest

from resources import search
from resources.catalogue import facet_index
from resources.models import SynonymGroup
from resources.search.spanish import is_spanish
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def find(text: str) -> search.Found:
    now = facet_index.current()
    return search.find(text, now.positions, now.edition)


def make_group(*terms: str, target: str) -> None:
    SynonymGroup.objects.create(
        terms="\n".join(terms), targets=target, direction="one-way", language="es", reason="As said in Spanish."
    )


def asked(text: str) -> list[str]:
    return [group.typed for group in search.parse(text).required]


def test_works():
    made = make_resource(title="Complaints about police officers")
    make_group("queja", target="complaint")
    make_group("policía", target="police")
    found = find("queja contra la policía")
    assert found.ids == [made.pk]
    assert found.spanish == found.widened == [("queja", ["complaint"]), ("policía", ["police"])]
    assert (found.corrected, found.suggested) == ("", "")


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("queja contra la policía", ["queja", "policía"]),
        ("derechos de los niños", ["derechos", "niños"]),
        ("queja por una multa", ["queja", "multa"]),
        ("cámaras de cuerpo", ["cámaras", "cuerpo"]),
        ("cómo presentar una queja", ["presentar", "queja"]),
        ("de la", ["de", "la"]),
    ],
)
def test_words_that_tell_nothing_in_spanish_go(text, telling):
    assert asked(text) == telling


@pytest.mark.parametrize(
    ("text", "asked_for"),
    [
        ("Oakland, LA", ["Oakland", "LA"]),
        ("oakland la", ["oakland", "la"]),
        ("Los Angeles police", ["Los", "Angeles", "police"]),
        ("El Paso", ["El", "Paso"]),
        ("con artists", ["con", "artists"]),
        ("de escalation", ["de escalation"]),
        ("de escalation in los angeles", ["de escalation", "los", "angeles"]),
        ("a father and son", ["father", "son"]),
        ("no sin tax", ["sin", "tax"]),
        ("UN police in Las Vegas", ["UN", "police", "Las", "Vegas"]),
    ],
)
def test_english_loses_nothing(text, asked_for):
    assert asked(text) == asked_for


def test_one_word_beside_a_spanish_term_of_the_vocabulary():
    make_resource(title="Complaints")
    make_group("queja", target="complaint")
    assert len(find("la queja").ids) == 1
    assert not is_spanish("la complaint")


@pytest.mark.parametrize("typed", ["detenido", "detenida", "detenidos", "detenidas", "DETENIDAS"])
def test_number_and_gender_meet_the_vocabulary(typed):
    made = make_resource(title="Persons in custody")
    make_group("detenido", target="custody")
    make_group("oficial de policía", target="officer")
    assert find(typed).ids == [made.pk]
    assert find(typed).spanish == [(typed, ["custody"])]


def test_more_than_one_word_meets_it_too():
    made = make_resource(title="Officer")
    make_group("oficial de policía", target="officer")
    assert find("oficiales de policía").ids == [made.pk]


def test_an_english_word_is_not_spanish_by_its_stem():
    make_group("arresto", target="custody")
    make_group("marcha", target="protest")
    assert find("arrest").widened == find("march").widened == find("arrests").widened == []


def test_as_typed_leaves_out_the_same_words():
    assert search.as_typed("queja contra la policía") == '"queja" "policía"'
    assert search.as_typed("Los Angeles police") == '"Los" "Angeles" "police"'


def test_the_page_says_in_spanish_beside_english_what_was_searched(client):
    make_resource(title="Complaints about officers")
    make_group("queja", target="complaint")
    told = client.get("/resources/", {"q": "queja"}).content.decode()
    assert '<p lang="es">' in told
    assert "Buscamos también:" in told
    assert '<em lang="en">complaint</em> (por “queja”).' in " ".join(told.split())
    assert "Including results for" in told
    assert 'lang="es"' not in client.get("/resources/", {"q": "complaints"}).content.decode()
