"""Numbers, scripts and marks as people type them: both databases answer as the stored words say, and nothing raises."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resources import search
from resources.catalogue import facet_index
from resources.models import SearchText
from resources.search.queries import Group
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def find(text: str) -> search.Found:
    now = facet_index.current()
    return search.find(text, now.positions, now.edition)


def holding(text: str) -> set[int]:
    found = find(text)
    return set(found.ids)


def make(*titles: str) -> dict[str, int]:
    return {title: make_resource(title=title, annotation="").pk for title in titles}


TITLES = (
    *("Item 1.5.1", "Item 151", "Item 15.1", "After 9/11", "Calling 911", "Calling 9-1-1", "Pages 9–11", "Code 10-8"),
    *("Code 108", "Suits under 42 U.S.C. § 1983", "Section 1983 suits", "Since 1983", "K-9 units", "K9 teams"),
    *("Reports of 2020-2021", "COVID-19 plans", "Open 24/7", "Budget of 12,601 dollars", "34 U.S.C. 12601"),
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("1.5.1", ["Item 1.5.1"]),
        ("151", ["Item 151"]),
        ("15.1", ["Item 15.1"]),
        ("item 15", []),
        ("9/11", ["After 9/11"]),
        ("911", ["Calling 911"]),
        ("9-1-1", ["Calling 9-1-1"]),
        ("9-11", ["Pages 9–11"]),
        ("10-8", ["Code 10-8"]),
        ("108", ["Code 108"]),
        ("§ 1983", ["Suits under 42 U.S.C. § 1983", "Section 1983 suits"]),
        ("section 1983", ["Suits under 42 U.S.C. § 1983", "Section 1983 suits"]),
        ("42 usc § 1983", ["Suits under 42 U.S.C. § 1983"]),
        ("42 U.S.C. 1983", ["Suits under 42 U.S.C. § 1983"]),
        ("k-9", ["K-9 units", "K9 teams"]),
        ("K9", ["K-9 units", "K9 teams"]),
        ("2021", ["Reports of 2020-2021"]),
        ("2020–2021", ["Reports of 2020-2021"]),
        ("covid19", ["COVID-19 plans"]),
        ("covid 19", ["COVID-19 plans"]),
        ("24/7", ["Open 24/7"]),
        ("12601", ["Budget of 12,601 dollars", "34 U.S.C. 12601"]),
    ],
)
def test_works(text, titles):
    made = make(*TITLES)
    assert holding(text) == {made[title] for title in titles}


SCRIPTS = (
    *("社区警务公开", "警务", "دليل الشرطة", "شُرْطَة المجتمع", "경찰은 시민과", "คู่มือตำรวจชุมชน", "Police警务guide"),
    *("משטרה וקהילה", "Полиция и общество", "Cafe\u0301 policing", "Café law", "ガード", "警察ハンドブック"),
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("警务", ["社区警务公开", "警务", "Police警务guide"]),
        ("警务公开", ["社区警务公开"]),
        ("警公", []),
        ("شرطة", ["دليل الشرطة", "شُرْطَة المجتمع"]),
        ("경찰", ["경찰은 시민과"]),
        ("ตำรวจ", ["คู่มือตำรวจชุมชน"]),
        ("guide", ["Police警务guide"]),
        ("מִשְׁטָרָה", ["משטרה וקהילה"]),
        ("полиция", ["Полиция и общество"]),
        ("cafe", ["Cafe\u0301 policing", "Café law"]),
        ("ｶﾞｰﾄﾞ", ["ガード"]),
        ("ハンドブック", ["警察ハンドブック"]),
    ],
)
def test_words_of_other_scripts_are_found_inside_titles_and_never_put_right(text, titles):
    made = make(*SCRIPTS)
    assert holding(text) == {made[title] for title in titles}
    assert (find(text).corrected, find(text).suggested) == ("", "")


@pytest.mark.parametrize(
    "quoted", ["“use of force”", "«use of force»", "„use of force“", "‘use of force’", "“use of force"]
)
def test_any_quotation_marks_make_a_phrase(quoted):
    made = make("Use of force", "Force of use")
    assert holding(quoted) == {made["Use of force"]}


def test_a_phrase_of_common_words_only():
    made = make("To be or not to be", "Or be not to")
    assert holding("“to be or not to be”") == {made["To be or not to be"]}
    assert holding("to be or not to be") == set(made.values())


WORDS = "school police policies 9/11 911 1.5.1 151 K-9 § 1983 U.S.C. AND OR NOT NEAR( title: a the ß ǀ ½ ² ٢ 𞤀 ﷺ ﬁre"
OTHERS = "警务 公开 경찰은 ตำรวจ شُرْطَة ال e\u0301 Ｐｏｌｉｃｅ 🚓 👩\u200d✈️"
SIGNS = """ " “ ” « ’ ' - – / . & * ^ : { } ( ) | ! <-> \\ % """
FRAGMENTS = (*WORDS.split(), *OTHERS.split(), *SIGNS.split(), *"\u00ad\u200b\u202e\0\ud800", "use of force", "to be")
typed = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["", " "])), max_size=14).map(
    lambda parts: "".join(fragment + space for fragment, space in parts)
)


def holds(group: Group, fields: list[str]) -> bool:
    return any(
        all(any(f" {' '.join(phrase)} " in f" {field} " for field in fields) for phrase in found)
        for found in group.exact
    )


def test_the_databases_answer_as_the_stored_words_say():
    made = [
        make_resource(title=f"{one} {other}", annotation=f"{other}{one}")
        for one, other in zip(FRAGMENTS, (*FRAGMENTS[7:], *FRAGMENTS[:7]), strict=True)
        if not {"\0", "\ud800"} & {one, other}
    ]
    rows = {row.pk: [row.title, row.terms, row.annotation, row.body] for row in SearchText.objects.all()}
    assert len(rows) == len(made)

    @settings(max_examples=300, suppress_health_check=list(HealthCheck))
    @given(typed)
    @example("police " * 200)
    @example("警务" * 100)
    @example("x")
    def alike(text):
        query = search.parse(text)
        expected = {
            pk
            for pk, fields in rows.items()
            if query
            and all(holds(group, fields) for group in query.required)
            and not any(holds(group, fields) for group in query.excluded)
        }
        assert search.match(query) == expected
        assert isinstance(find(text), search.Found)
        for title in ("School police 警务公开", "<b>ตำรวจ & شُرْطَة</b>"):
            marked = search.highlight(title, query)
            assert marked.count("<mark>") == marked.count("</mark>")

    alike()
