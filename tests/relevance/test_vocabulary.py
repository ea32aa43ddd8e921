"""The opening vocabulary: each group is one the staff form takes, widens no ordinary word, and is tried."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.forms import modelform_factory

from resources import search
from resources.admin.synonyms import SynonymForm
from resources.catalogue import facet_index
from resources.models import Resource, SynonymGroup
from resources.search.queries import Entry, parse, phrase_of
from tests.relevance import known_gaps

FILES = sorted((settings.BASE_DIR / "fixtures" / "vocabulary").glob("*.json"))
BOTH, ONE_WAY, RELATED = SynonymGroup.Direction

# Words that mean something else to nearly everybody, with all that share their stem: never a term by themselves, but of
# related subjects, which only say what is nearest.
ORDINARY = """
    able act action age agent application apply arm author back bar base battery beat bill black blue board body
    book brand budget call camera captain car case cause certified change charge check chief child citizen city
    class clear code color command common community complete condition contact control count course court cover
    crime culture data date day deal degree department detail development device discipline district division
    drill drive duty early education effect employee end engage epic equipment event evidence exam experience
    expert fair family field file fine fire first flag follow force form free front fund general good grant
    group guide hand hard health hearing help history hold home hot house ice improve individual information
    initial interest issue judge just key kill land language law lead leader legal letter level license light
    line link list local look march market master matter measure media meet member mind minor minute moral move
    name need new news note number object offense office officer open operation order outside park part partner
    pass past patrol pay peace people perform person place plan plate play point police policy poor pop post
    power practice present press pretty private probe process profile program project promote property public
    question quit race radio range rank read real reason record refer region release relief report request
    research reserve resident resource respect response rest result return review right role room rule run safe
    scene school score search section serve service set shield shift show sign site social special speed staff
    standard star state station step stop story street strike student study subject supply support sweep system
    table tag talk tank task team term test theme time title tool touch track traffic train trial trust turn
    uniform union unit use value view visit voice wait walk warn water way weapon week well will window witness
    word work world write year young
"""


def rows() -> list[tuple[Path, SynonymGroup]]:
    return [
        (path, SynonymGroup(**{name: value for name, value in row["fields"].items() if name != "updated_at"}))
        for path in FILES
        for row in json.loads(path.read_text())
    ]


FORM = modelform_factory(SynonymGroup, SynonymForm, fields="__all__")
ROWS = rows()
GROUPS = [group for _, group in ROWS]


@pytest.mark.django_db
def test_works(opening):
    """Each term is tried. Those that find nothing are kept in a list, so that a change of it is seen."""
    now, kept = list(known_gaps.lines()), known_gaps.LIST.read_text().splitlines()
    assert sum((Counter(now) - Counter(kept)).values()) + sum((Counter(kept) - Counter(now)).values()) == 0, (
        "Other terms find nothing than known_gaps.txt says: look at what changed and run "
        "`python -m tests.relevance.known_gaps`."
    )


def test_the_vocabulary_is_large_and_has_a_file_for_each_theme():
    assert len(GROUPS) >= 1_200
    assert sum(len(group.term_list) for group in GROUPS if group.language == "es") >= 250
    assert {path.stem for path in FILES} == set(SynonymGroup.Theme.values)
    assert [(path.name, str(group)) for path, group in ROWS if path.stem != group.theme] == []


@pytest.mark.django_db
def test_staff_could_have_entered_each_group():
    refused = {}
    for group in GROUPS:
        if not (form := FORM({name: getattr(group, name) for name in FORM.base_fields})).is_valid():
            refused[str(group)] = form.errors
    assert refused == {}


def test_no_two_groups_say_the_same():
    pairs = Counter()
    for group in GROUPS:
        for term in group.term_list:
            others = group.term_list if group.direction == BOTH else group.target_list
            written = term if group.keep_case else ""
            pairs.update(
                {(phrase_of(term), phrase_of(other), written) for other in others}
                - {(phrase_of(term),) * 2 + (written,)}
            )
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_each_term_of_a_group_is_another_to_the_search():
    assert [str(group) for group in GROUPS if len({*map(phrase_of, group.term_list)}) < len(group.term_list)] == []


def test_an_acronym_that_is_a_word_is_only_widened():
    """The other way, "peace officer standards and training" would find every "post"."""
    assert [str(group) for group in GROUPS if group.keep_case and group.direction == BOTH] == []
    acronyms = {term for group in GROUPS if group.keep_case for term in group.term_list if term.isupper()}
    assert [str(group) for group in GROUPS if acronyms & set(group.target_list)] == []


@pytest.mark.parametrize("acronym", ["ICE", "DV", "OIS", "ECW"])
def test_an_ambiguous_acronym_stands_for_one_precise_phrase_of(acronym):
    [group] = [group for group in GROUPS if acronym in group.term_list]
    assert group.direction == ONE_WAY
    [target] = group.target_list
    assert len(target.split()) > 1


def test_no_ordinary_word_is_widened():
    ordinary = {phrase_of(word) for word in ORDINARY.split()}
    widened = {
        term
        for group in GROUPS
        if not group.keep_case and group.direction != RELATED
        for term in group.term_list
        if phrase_of(term) in ordinary
    }
    assert widened == set()


def test_spanish_leads_to_the_words_of_the_records():
    spanish = [group for group in GROUPS if group.language == "es"]
    assert {group.direction for group in spanish} == {ONE_WAY, RELATED}
    terms = {phrase_of(term) for group in spanish for term in group.term_list}
    asked = ["denuncia", "queja", "camaras corporales", "parada de trafico", "violencia domestica"]
    assert {phrase_of(term) for term in asked} - terms == set()
    assert phrase_of("intérprete") == phrase_of("interpreter")  # the same stem: the English group answers both


ENGLISH = {
    "denuncia": "complaints",
    "denuncias": "complaints",
    "queja": "complaints",
    "queja contra la policía": "citizen complaint",
    "quejas contra policías": "complaints police",
    "cámaras corporales": "body camera",
    "camaras corporales": "body-worn cameras",
    "parada de tráfico": "traffic stop",
    "violencia doméstica": "domestic violence",
    "la violencia domestica": "domestic violence",
    "intérprete": "interpreter",
    "intérpretes": "interpreter",
}


def complete(text: str) -> tuple[set[int], search.Found]:
    """The records that hold all of a text, and what else a search says."""
    now = facet_index.current()
    found = search.find(text, now.positions, now.edition)
    return set(search.holding_all(text, now.positions, now.edition)), found


@pytest.mark.django_db
@pytest.mark.parametrize("text", ENGLISH)
def test_spanish_finds_what_the_english_words_find(opening, text):
    held, found = complete(text)
    assert held >= complete(ENGLISH[text])[0]
    assert (found.corrected, found.suggested) == ("", "")
    assert found.spanish


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["talking to reporters", "press releases", "press release", "talk to the media"])
def test_words_for_the_press_find_media_relations(opening, text):
    [relations] = Resource.objects.filter(title="Media Relations").values_list("pk", flat=True)
    assert relations in complete(text)[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["e-mail", "twenty-first century", "O Brien", "o brien", "O’Brien", "McDonald", "mcdonald", "co-op", "911"]
)
def test_parts_of_compounds_and_names_are_not_put_right(opening, text):
    found = complete(text)[1]
    assert (found.corrected, found.suggested) == ("", "")


def test_an_acronym_in_capitals_is_no_other_word():
    narrow = {("cop",): (Entry(((("polic",), "police"),)), Entry(((("offic",), "COPS Office"),), written="COPS"))}
    assert [group.names for group in parse("COPS", narrow).required] == [("COPS Office",)]
    assert [group.names for group in parse("cops", narrow).required] == [("police",)]
