"""Suggestions while typing: which names, in which order, and nothing that is not public."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.models import Item
from resources.catalogue.labels import COMPARED, Lines
from resources.models import Author, Publisher, Resource
from tests.factories import (
    make_author,
    make_focus_area,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

BAD = {
    "blank": "",
    "spaces": "   ",
    "nul": "use\x00force",
    "8 KB": "force" * 1_638,
    "8 KB of words": "force " * 1_365,
    "signs": '"(*)^:&/-+',
    "phrase": '"use of force',
    "exclusion": "use -force",
    "broken utf-8": "\ufffd\ufffd",
    "emoji": "👮",
}


def ask(client, text: str) -> list[dict]:
    response = client.get("/suggest", {"q": text})
    assert response.status_code == 200
    answer = response.json()
    assert answer["query"] == text
    return answer["suggestions"]


def labels(client, text: str) -> list[str]:
    return [suggestion["label"] for suggestion in ask(client, text)]


def test_works(client):
    pillar = make_pillar(name="Policy & Oversight")
    area, topic = make_focus_area(name="Leadership"), make_topic(name="Use of Force")
    tag = make_tag(name="force options")
    for title in ("Use of Force", "National Consensus Policy on Use of Force"):
        make_resource(
            title=title, kind="model-policy", pillars=[pillar], focus_areas=[area], topics=[topic], tags=[tag]
        )
    assert ask(client, "Use of fo") == [
        {
            "label": "Use of Force",
            "kind": "Topic",
            "url": "/topics/use-of-force/",
            "count": 2,
            "group": "Topics and tags",
        },
        {
            "label": "Use of Force",
            "kind": "Model policy",
            "url": "/resources/use-of-force/",
            "group": "Resources",
        },
        {
            "label": "National Consensus Policy on Use of Force",
            "kind": "Model policy",
            "url": "/resources/national-consensus-policy-on-use-of-force/",
            "group": "Resources",
        },
    ]
    assert labels(client, "polic")[0] == "Policy & Oversight"
    (lead,) = ask(client, "lead")
    assert (lead["label"], lead["kind"], lead["url"], lead["count"]) == (
        "Leadership",
        "Focus area",
        "/focus-areas/leadership/",
        2,
    )
    assert ("force options", "Tag", 2) in [
        (one["label"], one["kind"], one.get("count")) for one in ask(client, "force")
    ]


def test_names_of_all_that_the_library_holds_are_in_groups(client):
    practice = make_practice(name="Foot patrol")
    make_item(number="4.5", plain_title="Patrol on foot", practices=[practice])
    made = make_resource(title="Patrol", tags=["patrols"], publishers=[make_publisher(name="Patrol Press")])
    make_author(resource=made, given_names="Ann", family_name="Patrol")
    make_author(resource=made, organization="Patrol Officers of America")
    assert [
        (one["group"], one["kind"], one["label"], one["url"], one.get("count")) for one in ask(client, "patrol")
    ] == [
        ("Topics and tags", "Tag", "patrols", "/tags/patrols/", 1),
        ("In the Blueprint", "Recommendation 4.5", "Patrol on foot", "/blueprint/4.5/", None),
        ("In the Blueprint", "Practice", "Foot patrol", "/practices/foot-patrol/", None),
        ("People and publishers", "Publisher", "Patrol Press", "/resources/?publisher=patrol-press", 1),
        (
            "People and publishers",
            "Author",
            "Patrol Officers of America",
            "/resources/?author=patrol-officers-of-america",
            1,
        ),
        ("People and publishers", "Author", "Ann Patrol", "/resources/?author=ann-patrol", 1),
        ("Resources", "Report", "Patrol", "/resources/patrol/", None),
    ]
    assert all(client.get(one["url"]).status_code == 200 for one in ask(client, "patrol"))


@pytest.mark.parametrize("text", ["2.9", "item 2.9", "Recommendation 2.9", "rec. 2.9", "task force item 2.9", "2.9 "])
def test_an_item_is_found_by_its_number(client, text):
    make_item(number="2.9", plain_title="End quotas")
    make_item(number="2.9.1", plain_title="Count none")
    make_item(number="6.2", plain_title="Rest for 9 hours")
    assert labels(client, text) == ["End quotas", "Count none"]
    assert labels(client, "2.9.1") == ["Count none"]


@pytest.mark.parametrize("text", ["PERF", "perf", "police executive", "Police Executive Research Forum, Wash"])
def test_a_body_is_found_by_its_name_and_its_initials(client, text):
    make_resource(publishers=[make_publisher(name="Police Executive Research Forum, Washington")])
    assert labels(client, text) == ["Police Executive Research Forum, Washington"]


def test_an_item_nobody_has_read_is_not_suggested_and_a_changed_one_at_once(client):
    item = make_item(number="3.1", plain_title="Quagga rules", state="to-check", actors=())
    assert ask(client, "quagga") == ask(client, "3.1") == []
    Item.objects.update(state="published")
    assert labels(client, "quagga") == labels(client, "3.1") == ["Quagga rules"]
    item.refresh_from_db()
    item.plain_title = "Okapi rules"
    item.save()
    assert (labels(client, "quagga"), labels(client, "okapi")) == ([], ["Okapi rules"])
    practice = make_practice(name="Quagga patrol")
    assert labels(client, "quagga") == ["Quagga patrol"]
    practice.delete()
    assert labels(client, "quagga") == []


def test_every_address_is_a_page_and_every_count_is_true(client, catalogue):
    for text in ("po", "community", "use of f", "train", "body", "youth", "a", "s"):
        for suggestion in ask(client, text):
            assert client.get(suggestion["url"]).status_code == 200, suggestion
            if suggestion["kind"] == "Tag":
                slug = suggestion["url"].strip("/").rpartition("/")[2]
                assert suggestion["count"] == Resource.objects.published().filter(tags__slug=slug).count()


def test_every_title_of_the_opening_catalogue_is_found_by_itself(client, catalogue):
    for resource in Resource.objects.published():
        urls = [suggestion["url"] for suggestion in ask(client, resource.title) if "count" not in suggestion]
        same = Resource.objects.published().filter(title__iexact=resource.title).count()
        assert resource.get_absolute_url() in urls or '"' in resource.title or "“" in resource.title or same > 4


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_is_no_start_of_a_name_gives_nothing(client, text):
    make_resource(title="Use of Force")
    assert ask(client, text) == []


def test_bytes_that_are_no_text_are_ordinary_input(client):
    for query in ("q=%ff%fe", "q=%ed%a0%80", "q", "", "q=a&q=", "q[]=1", "q=%"):
        assert client.get(f"/suggest?{query}").status_code == 200


def test_nothing_unpublished_is_suggested(client):
    now = timezone.now()
    tag, topic = make_tag(name="quagga tag"), make_topic(name="Quagga topic")
    states = (
        {"published": False},
        {"status": "in-review"},
        {"publish_at": now + timedelta(days=1)},
        {"publish_at": now - timedelta(days=9), "expire_at": now - timedelta(days=1)},
    )
    for state in states:
        make_resource(title="Quagga", tags=[tag], topics=[topic], **state)
    make_resource(title="Quagga").withdraw("A mistake.")
    for record in Resource.objects.all():
        make_author(resource=record, family_name="Quagga")
        record.publishers.add(Publisher.objects.get_or_create(name="Quagga Press", slug="quagga-press")[0])
    assert ask(client, "quagga") == []


def test_follows_each_change_at_once(client):
    resource = make_resource(title="Quagga", tags=[make_tag(name="zebras")])
    assert labels(client, "qua") == ["Quagga"]
    resource.title = "Okapi"
    resource.save()
    assert labels(client, "qua") == []
    assert labels(client, "oka") == ["Okapi"]
    resource.withdraw("A mistake.")
    assert labels(client, "oka") == labels(client, "zeb") == []


def test_an_answer_is_not_kept_past_a_change_made_by_the_clock(client):
    make_resource(title="Quagga")
    assert client.get("/suggest?q=qua")["Cache-Control"] == "public, max-age=60"
    make_resource(title="Okapi", expire_at=timezone.now() + timedelta(seconds=30))
    kept = client.get("/suggest?q=qua")["Cache-Control"]
    assert 25 <= int(kept.removeprefix("public, max-age=")) <= 30


def test_the_answer_is_for_machines_and_caches(client):
    make_resource(title="Quagga")
    response = client.get("/suggest?q=qua")
    assert response["Content-Type"] == "application/json"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("De-escalation in Practice", "deesc"),
        ("De-escalation in Practice", "de-esc"),
        ("De-escalation in Practice", "de esc"),
        ("Deescalation in Practice", "de-esc"),
        ("De Escalation in Practice", "de-escalation pra"),
        ("Café Conversations", "cafe"),
        ("Coffee with a Cop", "CÔFFÉE"),
        ("The President’s Task Force", "the presidents t"),
        ("The President’s Task Force", "president's"),
        ("U.S. Attorneys", "us att"),
        ("U.S. Attorneys", "u.s."),
        ("Research & Development", "R&D"),
        ("21st-Century Policing", "21st century"),
        ("Policing, Fairly", "fairly polic"),
        ("警察與社區", "警察"),
    ],
)
def test_spelling_case_accents_and_order_do_not_matter(client, title, text):
    make_resource(title=title)
    wanted = [] if text == "R&D" else [title]  # initials are not read out of words
    assert labels(client, text) == wanted


@pytest.mark.parametrize("text", ["use of cars", "forc use", "se of", "user"])
def test_every_word_counts_and_only_the_last_may_be_cut(client, text):
    make_resource(title="Use of Force")
    assert ask(client, text) == []


def test_what_starts_with_the_text_comes_first_then_the_newest(client):
    make_resource(title="Policy on Force", issued=2024)
    make_resource(title="Force Policy", issued=2001)
    make_resource(title="The Force of Policy", issued=2019)
    make_resource(title="Force: Policy and Practice", issued=2010)
    assert labels(client, "force") == [
        "The Force of Policy",
        "Force: Policy and Practice",
        "Force Policy",
        "Policy on Force",
    ]
    assert labels(client, "force pol") == [
        "Force: Policy and Practice",
        "Force Policy",
        "The Force of Policy",
        "Policy on Force",
    ]


def test_terms_that_start_with_the_text_come_before_larger_ones(client):
    larger, likelier = make_tag(name="force and policy"), make_tag(name="force policy")
    make_resource(title="One", tags=[larger, likelier])
    make_resource(title="Two", tags=[larger])
    assert labels(client, "force") == ["force and policy", "force policy"]
    assert labels(client, "force pol") == ["force policy", "force and policy"]


def test_superseded_records_come_last(client):
    newer = make_resource(title="Use of Force", issued=2010)
    make_resource(title="Use of Force, First Edition", issued=2020, superseded_by=newer)
    assert labels(client, "use") == ["Use of Force", "Use of Force, First Edition"]


def test_groups_share_ten_places(client):
    tags = [make_tag(name=f"force {number}") for number in range(12)]
    for number in range(12):
        make_resource(title=f"Force {number}", tags=tags[number:])
    kinds = [suggestion["kind"] for suggestion in ask(client, "force")]
    assert kinds == ["Tag"] * 5 + ["Report"] * 5
    assert labels(client, "force")[:2] == ["force 11", "force 10"]
    for number in range(1, 10):
        make_item(number=f"2.{number}", plain_title=f"Force {number}")
    make_author(resource=Resource.objects.first(), family_name="Force")
    kinds = [suggestion["group"] for suggestion in ask(client, "force")]
    assert kinds == ["Topics and tags"] * 3 + ["In the Blueprint"] * 3 + ["People and publishers"] + ["Resources"] * 3
    Resource.objects.exclude(title="Force 0").update(title="Other", sort_title="other")
    Item.objects.all().delete()
    Author.objects.all().delete()
    assert [suggestion["kind"] for suggestion in ask(client, "force")] == ["Tag"] * 9 + ["Report"]


def test_a_keystroke_costs_two_queries_however_large_the_library(client, django_assert_num_queries):
    for number in range(40):
        made = make_resource(title=f"Force {number}", tags=[make_tag(name=f"force {number}")])
        make_author(resource=made, family_name=f"Force{number}")
        make_practice(name=f"Force {number}")
    ask(client, "forc")
    with django_assert_num_queries(2):
        assert len(ask(client, "force")) == 10


@settings(max_examples=200, database=None)
@given(
    st.lists(st.lists(st.sampled_from(["ann", "anna", "lee", "le", "a"]), min_size=1, max_size=3), max_size=60),
    st.lists(st.sampled_from(["ann", "an", "lee", "l", "a"]), min_size=1, max_size=3),
)
def test_lines_hold_what_a_full_look_finds(names, runs):
    *whole, last = runs
    expected = [
        number
        for number, words in enumerate(names)
        if all(word in words for word in whole) and any(word.startswith(last) for word in words)
    ]
    lines = Lines(map(" ".join, names))
    assert lines.nearest(runs) == expected[:COMPARED]
    others = Lines([*map(" ".join, names[::-2]), "zoe"], str.upper)
    again = Lines(map(" ".join, names), before=Lines(map(" ".join, names[::-2])))
    assert (again._text, again._ends) == (lines._text, lines._ends)
    assert " ZOE \n" in Lines(["zoe"], before=others)._text  # of a name that was there the line is kept


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_get_the_same(client):
    make_resource(title="Use of Force")
    answers = []

    def read():
        try:
            from django.test import Client

            answers.append(labels(Client(), "use"))
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert answers == [["Use of Force"]] * 6


def test_a_number_with_separators_is_no_other_number(client):
    for title in ("After 9/11", "Calling 911", "Item 1.5.1", "K-9 units"):
        make_resource(title=title)
    assert labels(client, "911") == ["Calling 911"]
    assert labels(client, "9/11") == ["After 9/11"]
    assert labels(client, "151") == []
    assert labels(client, "k9") == labels(client, "k-9") == ["K-9 units"]


@pytest.mark.parametrize("typed", ["“use of", "«use of", "„use of", "‘use of force’", "-use"])
def test_the_searchs_own_language_is_no_start_of_a_name(client, typed):
    make_resource(title="Use of force")
    assert labels(client, typed) == []


def test_marks_that_nobody_sees_are_not_looked_for(client):
    make_resource(title="Use of force")
    assert labels(client, "use\u200b of fo\u00ad") == ["Use of force"]
