"""Staff own the words of search, see what is not found, answer it, and see at once that it is answered."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from resources.models import BestBet, SearchCount, SynonymGroup, Tag
from resources.search_log import buffer
from tests.factories import make_publishable, make_resource
from tests.resources.staff import address, form_data, texts

pytestmark = pytest.mark.django_db

LIST = "/admin/resources/searchcount/"


def searched(query: str, *, results: int = 0, days: int = 0, times: int = 1, filters: str = "", in_part: bool = False):
    day = timezone.localdate() - timedelta(days=days)
    return SearchCount.objects.create(
        query=query, filters=filters, day=day, times=times, results=results, in_part=in_part
    )


def rows(client: Client, **asked) -> list[tuple[str, int, int]]:
    """(query, times, results) of each row of a report."""
    answer = client.get(LIST, asked)
    return [(row.search.query, row.search.total, row.search.results) for row, _ in answer.context["rows"]]


def found(query: str) -> list[str]:
    page = Client().get("/resources/", {"q": query}).context["page"]
    return [card.resource.title for card in page.cards]


def add(client: Client, model: str, **fields):
    return client.post(address("add", model=model), fields, follow=True)


def group(**fields) -> dict:
    given = {"direction": "both", "terms": "", "targets": "", "reason": "As people say it.", "is_on": "on"}
    return given | {"language": "en"} | fields


def test_works(editor):
    """From a search with no result to a synonym, and back to the number it gives now."""
    make_resource(title="Bicycle patrols")
    searched("velocipede", times=4)
    answer = editor.get(LIST)
    ((row, _),) = answer.context["rows"]
    form = editor.get(row.synonym_address)
    assert form.context["adminform"].form["terms"].value() == "velocipede"
    assert "no result" in form.context["adminform"].form["reason"].value()
    assert editor.get(row.replay_address).context["replayed"]["now"] == 0
    data = form_data(editor, row.synonym_address) | {"terms": "velocipede\nbicycle"}
    back = editor.post(row.synonym_address, data, follow=True)
    assert back.redirect_chain[0][0].startswith(LIST)
    assert (back.context["replayed"]["now"], back.context["replayed"]["row"].search.results) == (1, 0)
    assert b"1 result</b>" in back.content
    assert found("velocipede") == ["Bicycle patrols"]


def test_each_report_holds_what_it_says_as_it_last_was(editor):
    searched("nothing", days=3, times=2)
    searched("nothing", days=1, times=5)
    searched("answered since", days=2)
    searched("answered since", days=1, results=7)
    searched("few", results=3)
    searched("more", results=4, times=9)
    searched("half", results=8, in_part=True)
    searched("nothing", filters="kind=guide", days=8)
    searched("long ago", days=60)
    assert rows(editor) == [("nothing", 7, 0), ("nothing", 1, 0)]
    assert rows(editor, days="7") == [("nothing", 7, 0)]
    assert rows(editor, days="90")[-1] == ("long ago", 1, 0)
    assert rows(editor, report="few") == [("few", 1, 3)]
    assert rows(editor, report="part") == [("half", 1, 8)]
    assert [row[0] for row in rows(editor, report="frequent", days="7")] == [
        *("more", "nothing", "answered since", "few", "half")
    ]
    assert rows(editor, report="' OR", days="9" * 10) == rows(editor)
    page = editor.get(LIST)
    assert "Kind: Guide" in page.content.decode()
    counts = {report.name: count for report, count, _ in page.context["reports"]}
    assert counts == {"none": 2, "few": 1, "part": 1, "asked": 0, "frequent": 6}


def test_the_start_page_counts_what_the_reports_show(editor):
    searched("nothing", days=3)
    searched("few", results=2)
    for task in editor.get("/admin/").context["searches"]:
        assert len(editor.get(task.url).context["rows"]) == task.count, task


def test_a_replay_keeps_the_filters_and_is_not_counted(editor):
    make_resource(title="Bicycle patrols", kind="guide")
    make_resource(title="Bicycle theft")
    row = searched("bicycle", filters="kind=guide")
    assert editor.get(LIST, {"replay": row.pk}).context["replayed"]["now"] == 1
    assert not buffer._waiting
    assert SearchCount.objects.count() == 1
    for key in ("", "x", "-1", "0", "9" * 18, "٣"):
        assert editor.get(LIST, {"replay": key}).context["replayed"] is None
    assert editor.get(LIST, {"replay": "9" * 40}).status_code == 400


def test_the_report_costs_the_same_for_many(editor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    searched("one")
    editor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        editor.get(LIST)
    for number in range(40):
        searched(f"word {number}")
    with django_assert_num_queries(len(few)):
        editor.get(LIST)


def test_a_best_bet_answers_a_search(editor):
    record = make_resource(title="Bicycle patrols")
    row = searched("getting about")
    ((shown, _),) = editor.get(LIST).context["rows"]
    data = form_data(editor, shown.best_bet_address) | {"resource": record.pk}
    back = editor.post(shown.best_bet_address, data, follow=True)
    assert back.context["replayed"]["now"] == 1
    assert back.context["replayed"]["row"].search == row
    assert found("Getting  ABOUT") == ["Bicycle patrols"]


def test_a_tag_answers_a_search_and_stays_in_the_history(publisher):
    record, other = make_publishable(title="Bicycle patrols"), make_publishable(title="Horses")
    for found_record in (record, other):
        found_record.publish()
    searched("velocipede")
    ((shown, _),) = publisher.get(LIST).context["rows"]
    assert b'value="velocipede"' in publisher.get(shown.tag_address).content
    back = publisher.post(shown.tag_address, {"tag": "Velocipede", "records": [record.pk, other.pk]}, follow=True)
    assert "There is no tag “Velocipede” yet" in back.content.decode()
    answers = {"tag": "Velocipede", "records": [record.pk, other.pk], "tag-new-velocipede": "make"}
    back = publisher.post(shown.tag_address, answers, follow=True)
    assert "2 records were changed: “Velocipede” added to 2." in texts(back)
    assert Tag.objects.get().name == "Velocipede"
    assert b"Velocipede" in publisher.get(address("history", record.pk)).content
    for data in ({"tag": "x"}, {"tag": "!?", "records": [record.pk]}, {"tag": "x", "records": ["0"]}):
        assert publisher.post(shown.tag_address, data).context["form"].errors
    for key in ("nonsense", "9" * 40, "٣"):
        assert publisher.post(shown.tag_address, {"tag": "x", "records": [key]}).status_code == 400
    assert publisher.get(address("tag", 10**17, model="searchcount")).status_code == 404


def test_only_those_who_may_look_and_change(editor, publisher, client):
    from django.contrib.auth.models import Permission, User

    row = searched("nothing")
    assert client.get(LIST)["Location"].startswith("/admin/login/")
    client.force_login(User.objects.create_user("new", is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.get("/admin/").context["searches"] == []
    assert client.get(address("tag", row.pk, model="searchcount")).status_code == 403
    User.objects.get(username="new").user_permissions.add(Permission.objects.get(codename="view_searchcount"))
    page = client.get(LIST)
    assert b"Add a" not in page.content
    assert b"Delete" not in page.content
    assert editor.get(address("add", model="searchcount")).status_code == 403
    delete = address("delete", row.pk, model="searchcount")
    assert editor.post(delete, {"post": "yes"}).status_code == 403
    searched("nothing", days=5)
    publisher.post(delete, {"post": "yes"})
    assert not SearchCount.objects.exists()


@pytest.mark.parametrize("client_name", ["editor", "publisher"])
def test_groups_are_changed_with_effect_at_once(request, client_name):
    client = request.getfixturevalue(client_name)
    make_resource(title="Bicycle patrols")
    assert found("velocipede") == []
    add(client, "synonymgroup", **group(terms="velocipede\nbicycle"))
    assert found("velocipede") == ["Bicycle patrols"]
    made = SynonymGroup.objects.get()
    page = client.get(address("changelist", model="synonymgroup")).content.decode()
    assert "velocipede, bicycle" in page
    assert 'href="/resources/?q=velocipede"' in page
    for action, expected in (("turn_off", []), ("turn_on", ["Bicycle patrols"])):
        data = {"action": action, "_selected_action": [made.pk]}
        client.post(address("changelist", model="synonymgroup"), data)
        assert found("velocipede") == expected
    client.post(address("delete", made.pk, model="synonymgroup"), {"post": "yes"})
    assert found("velocipede") == []


def test_groups_are_found_by_theme_language_and_word(editor):
    add(editor, "synonymgroup", **group(terms="taser\nstun gun", theme="force"))
    add(editor, "synonymgroup", **group(terms="velocipede\nbicycle", theme="traffic"))
    add(editor, "synonymgroup", **group(terms="queja", targets="complaint", direction="one-way", language="es"))

    def listed(query: str) -> list[str]:
        return [
            str(found)
            for found in editor.get(f"{address('changelist', model='synonymgroup')}?{query}").context["cl"].result_list
        ]

    assert listed("theme__exact=force") == ["taser, stun gun"]
    assert listed("language__exact=es") == listed("q=complaint") == ["queja → complaint"]
    assert listed("theme__exact=force&q=bicycle") == []
    assert len(listed("")) == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"terms": "alone"}, "at least two"),
        ({"terms": "Chief\nchiefs\nCHIEF"}, "the same words"),
        ({"terms": "taser\n!!!"}, "“!!!” holds no word"),
        ({"terms": "taser\nthe"}, "almost every text"),
        ({"terms": "taser\n" + "word " * 11}, "more than 10 words"),
        ({"terms": "ticket", "direction": "one-way"}, "needs what its terms"),
        ({"terms": "ticket", "direction": "related"}, "needs what its terms"),
        ({"terms": "a ticket\ncitation", "targets": "fine"}, "Only a one-way group"),
        ({"terms": "ticket", "targets": "tickets", "direction": "one-way"}, "the same words"),
        ({"terms": "ice\nsnow", "keep_case": "on"}, "capital"),
        ({"terms": "taser\nstun gun", "reason": ""}, "required"),
        ({"terms": "taser\nstun\x00gun"}, "Null characters"),
    ],
)
def test_a_group_that_cannot_work_is_refused(editor, fields, said):
    assert said in texts(add(editor, "synonymgroup", **group(**fields)))
    assert not SynonymGroup.objects.exists()


def test_a_term_in_two_groups_is_said(editor):
    add(editor, "synonymgroup", **group(terms="taser\nstun gun"))
    answer = add(editor, "synonymgroup", **group(terms="Tasers", targets="device", direction="one-way"))
    assert "“Tasers” also stands in another group" in texts(answer)
    assert "taser, stun gun" in texts(answer)
    assert SynonymGroup.objects.count() == 2


def test_a_best_bet_that_cannot_work_is_refused_or_said(editor):
    record, draft = make_resource(), make_publishable(title="A draft")
    today = timezone.localdate()

    def bet(**fields) -> str:
        given = {"query": "bicycles", "resource": record.pk, "reason": "Best.", "ends_on": ""} | fields
        return texts(add(editor, "bestbet", **given))

    assert "no word to search for" in bet(query="?!")
    assert "too long" in bet(query="ﷺ" * 60)
    assert "This day has passed" in bet(ends_on=str(today - timedelta(days=1)))
    assert not BestBet.objects.exists()
    assert "Only a public record" in bet(resource=draft.pk)
    assert "Only a public record" not in bet(ends_on=str(today))
    assert "already" in bet(query="BICYCLES")
    assert BestBet.objects.count() == 2
    assert "A draft" not in found("bicycles")
    page = editor.get(address("changelist", model="bestbet")).content.decode()
    assert "No: draft" in page
    BestBet.objects.filter(resource=record).update(ends_on=today - timedelta(days=1))
    assert "No: ended" in editor.get(address("changelist", model="bestbet")).content.decode()
    old = BestBet.objects.get(resource=record)
    data = form_data(editor, address("change", old.pk, model="bestbet")) | {"reason": "Was best."}
    editor.post(address("change", old.pk, model="bestbet"), data)
    assert BestBet.objects.get(pk=old.pk).reason == "Was best."


@pytest.mark.parametrize("value", ["a\x00b", "9" * 40, "'\"); --", "%", "x" * 8192, "\ud800"])
@pytest.mark.parametrize("name", ["q", "report", "days", "replay", "is_on__exact", "terms", "search", "ends_on__year"])
def test_any_query_is_answered(root, name, value):
    from urllib.parse import quote

    query = f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}"
    for path in (LIST, "/admin/resources/synonymgroup/", "/admin/resources/bestbet/", "/admin/resources/bestbet/add/"):
        assert root.get(f"{path}?{query}").status_code in {200, 302, 400}, path
