"""The mails themselves: what stands in them, in text and HTML, and how long they may get."""

import re
from datetime import timedelta

import html5lib
import pytest
from django.utils import timezone

from icpr.outbox.letters import Letter
from pillars.models import Item
from resources.following import digests
from resources.following.models import Level, Rhythm
from resources.models import ChangeNote, RecordClock, Resource
from tests.factories import make_author, make_item, make_many, make_pillar, make_practice, make_publisher, make_resource
from tests.resources.following.followers import letters, make_follower, make_subscription, tell
from tests.test_markup import problems

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOSTILE = '"><script>alert(1)</script>\u202egnp.exe\r\nBcc: a@example.org &amp; {{ x }}'


def told(*addresses: str, level: str = Level.ALL) -> Letter:
    """What is told now to a new follower of these addresses."""
    follower = make_follower()
    for address in addresses:
        make_subscription(address, follower=follower, level=level)
    assert tell() == 1
    [letter] = letters(follower)
    return letter


def test_works():
    record = make_resource(
        title="Foot patrol",
        annotation="Whether walking helps.",
        issued=2020,
        publishers=[make_publisher(name="City Press")],
        official_url="https://example.org/a",
        address_evidence="own-page",
    )
    make_author(resource=record, given_names="Ann", family_name="Lee")
    letter = told("/resources/?q=patrol")
    for part in (
        "1 new resource",
        "Foot patrol\nReport\nNew: added on ",
        "Whether walking helps.",
        "At the publisher. The publisher’s own page.",
        "Permanent address: https://library.test/r/ICPR-000001/",
        "To cite it: Lee, A. (2020). Foot patrol. City Press. https://example.org/a",
        "Matches: Resources matching “patrol”",
        "Stop following this: https://library.test/follow/stop/",
        "Change or pause what you follow: https://library.test/follow/manage/",
        "Resources matching “patrol” (at once, all changes)",
    ):
        assert part in letter.text, part
    assert "\n\n\n" not in letter.text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.headers["List-Id"].endswith("<following.library.test>")


def test_the_html_says_what_the_text_says():
    make_resource(title="Foot patrol", annotation="Whether walking helps.")
    letter = told("/resources/")
    tree = html5lib.parse(letter.html, namespaceHTMLElements=False)
    said = " ".join(" ".join(tree.find("body").itertext()).split())
    for line in filter(None, letter.text.splitlines()):
        words = line.removeprefix("== ").removesuffix(" ==")
        if not re.search("https?://|^--", words):
            assert words in said, line
    assert set(re.findall(r"https://[^\s),]+", letter.text)) <= {link.get("href") for link in tree.iter("a")} | {
        "https://library.test/r/ICPR-000001/."
    }


def test_the_html_is_valid_and_asks_nothing_of_other_hosts():
    make_resource(title=HOSTILE)
    before = make_resource(title="Before", publish_at=timezone.now() - 60 * DAY)
    Resource.objects.filter(pk=before.pk).update(superseded_by=make_resource(title="After"))
    gone = make_resource(title="Gone")
    gone.withdraw("Out of date.")
    letter = told("/resources/", before.permanent_url, gone.permanent_url)
    assert problems(letter.html) == []
    assert not re.search(r"<(img|link|script|iframe|form)\b|url\(|src=|@import", letter.html)
    assert {link.split("/")[2] for link in re.findall(r'href="([^"]*)"', letter.html)} == {"library.test"}
    assert '<html lang="en"' in letter.html
    assert "prefers-color-scheme: dark" in letter.html


def test_hostile_titles_are_text():
    make_resource(title=HOSTILE, annotation=HOSTILE)
    letter = told("/resources/")
    assert letter.subject.isprintable()
    assert "\u202e" not in letter.subject + letter.text + letter.html
    assert "<script>" not in letter.html
    assert "{{ x }}" in letter.html
    assert "\nBcc:" not in letter.text


def test_a_title_that_runs_from_right_to_left():
    make_resource(title="الثقة والشرطة", language="ar")
    letter = told("/resources/")
    assert '<h3 lang="ar" dir="rtl">' in letter.html
    assert letter.subject == "1 new resource: \u2068الثقة والشرطة\u2069"


def test_what_happened_is_said_in_the_words_of_the_house():
    long_ago = timezone.now() - 60 * DAY
    named = {
        name: make_resource(title=name, publish_at=long_ago)
        for name in ("Noted", "Edited", "Minor", "Withdrawn", "Expired", "Replaced", "Deleted")
    }
    RecordClock.objects.update(written_at=long_ago)
    ChangeNote.objects.tell(named["Noted"], "change", "A new chapter.")
    ChangeNote.objects.tell(named["Edited"], "edition", "The third edition.")
    Resource.objects.filter(title="Minor").update(annotation="Another.")
    later = make_resource(title="Later", publish_at=timezone.now())
    Resource.objects.filter(title__in=["Withdrawn", "Replaced"]).update(superseded_by=later)
    named["Withdrawn"].refresh_from_db()
    named["Withdrawn"].withdraw("It is out of date.")
    Resource.objects.filter(title="Expired").update(expire_at=timezone.now())
    named["Deleted"].delete()
    Resource.objects.filter(title="Later").update(publish_at=timezone.now() - DAY)
    follower = make_follower()
    for record in [*named.values(), later]:
        make_subscription(f"/r/ICPR-{record.number:06}/", follower=follower, level=Level.ALL)
    letter = digests.preview(follower, follower.subscriptions.all(), timezone.now() + DAY)
    for said in (
        r"Changed on .*: A new chapter\.",
        r"New edition on .*: The third edition\.",
        r"Changed on .*\. The editors call the change minor\.",
        r"Withdrawn on .*\. It is out of date\. Use instead: Later https://library\.test/r/ICPR-000008/",
        r"No longer published\. It was published until .*\.",
        r"A new edition was added on .*: Later https://library\.test/r/ICPR-000008/",
        r"Deleted on .*\. It was taken out of the library",
        r"New: added on .*\. It is a new edition of Replaced https://library\.test/r/ICPR-000006/",
    ):
        assert re.search(said, letter.text), (said, letter.text)


def test_items_and_practices():
    item, practice = make_item(number="1.1", plain_title="Trust"), make_practice(name="Foot patrol")
    make_resource(items=[item], title="For the item")
    make_resource(practices=[practice], title="For the practice")
    Item.objects.update(reworded_at=timezone.now() - DAY)
    letter = told("/blueprint/1.1/", "/practices/foot-patrol/")
    assert "Blueprint item\nIts text was reworded." in letter.text
    assert "For the item" in letter.text
    assert "For the practice" in letter.text


@pytest.mark.slow
def test_the_longest_letter_is_not_cut_by_mail_programs():
    names = {number: {"name": "é" * 90 + str(number), "short_name": f"É{number}"} for number in (1, 2)}
    pillars = [make_pillar(number=number, slug=f"pillar-{number}", **given) for number, given in names.items()]
    many = make_many(120, kind="report")
    for record in many[:60]:
        record.title, record.annotation = "名" * 300, "名" * 300
        record.save()
        record.pillars.set(pillars)
        for number in range(20):
            make_author(resource=record, family_name="名" * 60, given_names=f"{number}")
    follower = make_follower()
    for pillar in pillars:
        make_subscription(f"/pillars/{pillar.slug}/", follower=follower)
    for number in range(60):
        make_subscription(f"/resources/?since=19{number + 10}&pillar=pillar-1", follower=follower)
        make_subscription(f"/r/ICPR-{number + 1:06}/", follower=follower)
    assert tell() == 1
    [letter] = letters(follower)
    assert 40_000 < len(letter.html.encode()) < 102_000
    assert len(letter.subject) <= 124
    assert "There is also news in what else you follow: " in letter.text


def test_a_letter_of_several_shares_its_entries_out():
    pillar = make_pillar(slug="policy")
    make_many(40, kind="report")
    make_resource(title="One", kind="webinar")
    letter = told("/resources/?kind=webinar", "/resources/?kind=report")
    assert letter.text.count("Permanent address") == 25
    assert "And 16 more: " in letter.text
    assert pillar


def test_the_foot_says_how_often(settings):
    make_resource(publish_at=timezone.now() - 9 * DAY)
    follower = make_follower()
    make_subscription("/resources/", follower=follower, rhythm=Rhythm.WEEKLY)
    tell()
    assert "All resources (weekly, major changes)" in letters(follower)[0].text
