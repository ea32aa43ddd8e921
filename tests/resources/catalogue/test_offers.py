"""Filters that the words of a search name: offered in many phrasings, silent on false friends, never applied."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from pillars.models import Topic
from resources.catalogue import offers
from resources.catalogue.criteria import Criteria
from resources.catalogue.selection import select
from resources.models import Audience, Kind
from tests.factories import (
    make_audience,
    make_author,
    make_focus_area,
    make_pillar,
    make_publisher,
    make_resource,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    """One record of each kind, and one that has each other thing that words may name."""
    for kind in Kind:
        make_resource(title=f"On stops {kind}", kind=kind, annotation="About patrol.", issued=2016)
    names = ["Trust & Legitimacy", "Policy & Oversight", "Technology", "Community", "Training", "Officer Wellness"]
    pillars = [make_pillar(number=number, name=name) for number, name in enumerate(names, 1)]
    names = ["Police Executive Research Forum", "Bureau of Justice Assistance, U.S. Department of Justice"]
    made = make_resource(
        title="Custody",
        annotation="Searches.",
        kind="report",
        issued=2019,
        language="es",
        pillars=pillars,
        topics=[make_topic(name="Use of Force")],
        focus_areas=[make_focus_area(name="Procedural Justice")],
        publishers=[make_publisher(name=name) for name in names],
    )
    make_audience(name="Local government")
    made.audiences.set(Audience.objects.all())
    make_author(resource=made, given_names="Chuck", family_name="Wexler")
    make_author(resource=made, organization="City Police")
    make_resource(title="Old custody", kind="report", issued=1999)
    make_resource(title="Rules of 1983", annotation="Rights.", kind="guide", issued=1983)
    make_resource(title="Undated", kind="guide")


def offered(text: str, **filters: str) -> dict[str, str]:
    """Address of each offer → what stands behind "Show only"."""
    found = offers.of(select(QueryDict(urlencode({"q": text} | filters))))
    return {offer.address: offer.label for offer in found.shown}


def first(text: str) -> str:
    return next(iter(offered(text)), "")


KINDS = {
    "webinars": "?kind=webinar",
    "Webinar": "?kind=webinar",
    "webcasts on stops": "?q=stops&kind=webinar",
    "stops webinar": "?q=stops&kind=webinar",
    "model policy on stops": "?q=stops&kind=model-policy",
    "model policies": "?kind=model-policy",
    "stops model-policy": "?q=stops&kind=model-policy",
    "template policy for patrol": "?q=patrol&kind=model-policy",
    "sample policies about patrol": "?q=patrol&kind=model-policy",
    "toolkit patrol": "?q=patrol&kind=toolkit",
    "tool kits": "?kind=toolkit",
    "fact-sheet": "?kind=fact-sheet",
    "factsheets on stops": "?q=stops&kind=fact-sheet",
    "check list": "?kind=checklist",
    "podcasts": "?kind=podcast",
    "blog": "?kind=blog-post",
    "handbook": "?kind=guide",
    "guide to patrol": "?q=patrol&kind=guide",
    "stops guide": "?q=stops&kind=guide",
    "video on stops": "?q=stops&kind=video",
    "studies of patrol": "?q=patrol&kind=study",
    "case study": "?kind=study",
    "training courses": "?kind=training",
    "reports": "?kind=report",
    "report on stops": "?q=stops&kind=report",
    "stops report": "?q=stops&kind=report",
    "articles": "?kind=article&kind=police-chief-article",
    "Police Chief articles on stops": "?q=stops&kind=police-chief-article",
    "code of ethics": "?kind=code-of-ethics",
    "show me all webinars about stops please": "?q=stops&kind=webinar",
    "webinars and podcasts": "?kind=podcast&kind=webinar",
}
YEARS = {
    "2019": "?since=2019&until=2019",
    "custody 2019": "?q=custody&since=2019&until=2019",
    "custody in 2019": "?q=custody&since=2019&until=2019",
    "since 2018": "?since=2018",
    "custody since 2018": "?q=custody&since=2018",
    "after 2018": "?since=2019",
    "until 2000": "?until=2000",
    "custody before 2000": "?q=custody&until=1999",
    "from 2015 to 2020": "?since=2015&until=2020",
    "stops 2015-2018": "?q=stops&since=2015&until=2018",
    "between 2015 and 2018": "?since=2015&until=2018",
    "from 2018 on": "?since=2018",
}
NAMES = {
    "pillar 3": "?pillar=technology",
    "Pillar three": "?pillar=technology",
    "pillar III custody": "?q=custody&pillar=technology",
    "third pillar": "?pillar=technology",
    "pillars 1 and 2": "?pillar=policy-oversight&pillar=trust-legitimacy",
    "policy and oversight": "?pillar=policy-oversight",
    "Policy & Oversight": "?pillar=policy-oversight",
    "use of force": "?topic=use-of-force",
    "procedural justice": "?focus=procedural-justice",
    "PERF": "?publisher=police-executive-research-forum",
    "custody by PERF": "?q=custody&publisher=police-executive-research-forum",
    "bja": "?publisher=bureau-of-justice-assistance-us-department-of-justice",
    "bureau of justice assistance": "?publisher=bureau-of-justice-assistance-us-department-of-justice",
    "in Spanish": "?language=es",
    "custody in spanish": "?q=custody&language=es",
    "custody Spanish": "?q=custody&language=es",
    "custody en español": "?q=custody&language=es",
    "Spanish-language custody": "?q=custody&language=es",
    "stops in English": "?q=stops&language=en",
    "custody for local government": "?q=custody&audience=local-government",
    "Chuck Wexler": "?author=chuck-wexler",
    "custody by chuck wexler": "?q=custody&author=chuck-wexler",
    "by Wexler": "?author=chuck-wexler",
    "City Police custody": "?q=custody&author=city-police",
}


@pytest.mark.parametrize("named", [KINDS, YEARS, NAMES], ids=["kinds", "years", "names"])
def test_works(library, named):
    assert {text: first(text) for text in named} == named


FALSE_FRIENDS = [
    *("policy", "policies", "policy on stops", "training", "patrol training", "force", "community", "law enforcement"),
    *("report misconduct", "how to report an officer", "report an incident", "i must report", "file a report"),
    *(
        "police report",
        "reporting",
        "reporters",
        "guide dogs",
        "video evidence",
        "body worn video",
        "dash-camera video",
    ),
    *(
        "free speech",
        "hate speech",
        "of course",
        "study habits",
        "website",
        "police chief",
        "code",
        "articles of faith x",
    ),
    *("section 1983", "§ 1983", "42 U.S.C. 1983", "civil rights act of 1983", "2019a", "20190", "911", "14141", "2050"),
    *("pillar", "pillar 7", "pillar 2.9", "pillars of the community", "2.9", "1.5.1"),
    *("English", "limited English proficiency", "Spanish speakers", "Spanish speaking drivers", "Spanish law"),
    *("in Korean", "Wexler", "by nobody", "Chuck", "perforated", "justice", "bureau"),
    *('"webinars"', "“since 2018”", "stops -webinar", "-2019"),
]


def test_false_friends_offer_nothing(library):
    assert {text: shown for text in FALSE_FRIENDS if (shown := offered(text))} == {}


def test_all_that_is_named_comes_first_then_each_alone(library):
    shown = list(offered("reports by Wexler 2019").items())
    assert shown[0] == ("?kind=report&author=chuck-wexler&since=2019&until=2019", "reports by Chuck Wexler from 2019")
    shown = list(offered("custody reports in Spanish since 2018").items())
    assert shown[0] == ("?q=custody&kind=report&language=es&since=2018", "reports in Spanish since 2018")
    make_resource(title="Use of force", kind="report", topics=[Topic.objects.get()])
    assert offered("use of force reports") == {
        "?topic=use-of-force&kind=report": "reports under Use of Force",
        "?q=use+of+force&kind=report": "reports",
    }
    assert len(offered("stops webinars in English since 2016 for local government pillar 1")) <= offers.MOST


def test_numbers_are_what_the_link_finds_and_nothing_is_applied(library):
    for text in (*KINDS, *YEARS, *NAMES):
        selection = select(QueryDict(urlencode({"q": text})))
        assert selection.criteria == Criteria(q=text)
        for offer in offers.of(selection).shown:
            assert offer.number == select(QueryDict(offer.address[1:])).total > 0


def test_filters_in_force_stay_and_are_not_offered_again(library):
    assert offered("webinars on stops", language="en") == {"?q=stops&kind=webinar&language=en": "webinars"}
    assert offered("webinars", kind="webinar") == {}
    assert offered("webinars 2016", kind="webinar") == {
        "?q=webinars&kind=webinar&since=2016&until=2016": "those from 2016"
    }


def test_what_finds_nothing_is_not_offered(library):
    assert offered("podcasts since 2017") == {}
    assert offered("webinars on zeppelins") == {}


def test_it_is_the_next_step_when_the_words_find_nothing(library):
    assert offers.of(select(QueryDict("q=in+Spanish"))).is_next_step
    assert not offers.of(select(QueryDict("q=stops+report"))).is_next_step
    assert not offers.of(select(QueryDict("q=zeppelins"))).is_next_step


def test_a_title_typed_whole_is_left_alone(library):
    make_resource(title="Annual review of river patrol boats 2016", kind="report")
    assert offered("annual review of river patrol boats 2016") == {}


def test_a_draft_is_never_counted(library):
    make_resource(kind="webinar", published=False, title="On stops")
    assert offers.of(select(QueryDict("q=webinars"))).shown[0].number == 1


def test_the_page_says_it_in_one_line(client, library):
    line = client.get("/resources/?q=webinars+on+stops").content.decode().partition('<p class="offers')[2]
    line = " ".join(line.partition("</p>")[0].partition(">")[2].split())
    assert line == 'Show only <a href="?q=stops&amp;kind=webinar" rel="nofollow">webinars</a> (1)'
    assert 'class="offers' not in client.get("/resources/?q=stops").content.decode()
    assert 'class="offers' not in client.get("/resources/").content.decode()


def test_a_search_that_names_no_filter_costs_no_more_queries(library):
    def queries(text: str) -> int:
        selection = select(QueryDict(urlencode({"q": text})))
        with CaptureQueriesContext(connection) as captured:
            offers.of(selection)
        return len(captured)

    assert queries("stops") == queries("report misconduct") == queries("webinars") == 0


def test_any_text_is_read(library):
    for text in (
        "",
        "x" * 300,
        "webinars " * 60,
        "pillar " * 60,
        "from from 2015 to to",
        "by",
        "in",
        "§",
        "\x00",
        "٢٠١٩",
    ):
        offered(text)
