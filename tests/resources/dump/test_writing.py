"""The dump: all public records as of one moment, and never one that is gone."""

import json
import subprocess
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.utils import timezone

from icpr.lib import csvfile
from resources.dump import keeping, writing
from resources.models import Resource
from tests.factories import make_document, make_item, make_pillar, make_publisher, make_resource, make_tag
from tests.resources.dump import present

pytestmark = pytest.mark.django_db


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (present.folder() / name).read_text().splitlines()]


def test_works():
    item = make_item(pillar=make_pillar())
    record = make_resource(title="A “guide”", tags=[make_tag()], publishers=[make_publisher()], items=[item])
    make_document(resource=record, url="https://publisher.example/a.pdf")
    assert writing.write() == 1
    assert lines(writing.RECORDS) == [Resource.objects.for_export().get(pk=record.pk).as_dict()]
    head, row = csvfile.table_of((present.folder() / writing.TABLE).read_bytes().decode(), most=5)
    assert dict(zip(head, row[0][1], strict=True))["title"] == "A “guide”"
    tables = [row["table"] for row in lines(writing.TERMS)]
    assert tables == ["pillars", "publishers", "tags", "actors", "items"]
    assert sorted(path.name for path in present.folder().iterdir()) == sorted(writing.NAMES)
    command = ["sha256sum", "--check", "--strict", writing.SUMS]
    subprocess.run(command, cwd=present.folder(), check=True, capture_output=True)


def test_what_it_says_of_itself():
    make_resource()
    writing.write()
    told = (present.folder() / writing.README).read_text()
    assert "Records that were public then: 1\n" in told
    assert "Ask before you publish them again" in told
    assert "https://library.test/about/" in told
    assert all(name in told for name in writing.NAMES if name != writing.README)


def test_nothing_of_a_draft_and_in_the_order_of_numbers():
    draft = make_resource(title="Draft", published=False, tags=[make_tag(name="secret")], publishers=[make_publisher()])
    make_resource(title="Soon", publish_at=timezone.now() + timedelta(hours=1))
    make_item(number="1.9", pillar=make_pillar(), state="to-check", statement="Not read yet.")
    for number in (30, 4, 12):
        make_resource(number=number)
    later = make_resource(number=5, superseded_by=draft)
    writing.write()
    assert [line["number"] for line in lines(writing.RECORDS)] == [
        "ICPR-000004",
        later.permanent_number,
        "ICPR-000012",
        "ICPR-000030",
    ]
    everything = "".join((present.folder() / name).read_text() for name in writing.NAMES)
    for hidden in ("Draft", "secret", "City Press", "Soon", "Not read yet"):
        assert hidden not in everything, hidden


def test_one_takes_the_place_of_another_whole(settings):
    make_resource(title="First")
    writing.write()
    before = keeping.present()
    left_over = settings.DUMP_ROOT / f"{keeping.PARTIAL}x"
    left_over.mkdir()

    def fails() -> None:
        raise OSError("no room")

    make_resource(title="Second")
    with pytest.raises(OSError, match="no room"):
        writing.write(fails)
    assert keeping.present() == before
    assert sorted(path.name for path in settings.DUMP_ROOT.iterdir()) == sorted([before.name, left_over.name])
    writing.write()
    assert keeping.present().made_at > before.made_at
    assert not (settings.DUMP_ROOT / before.name).exists()
    assert left_over.exists()  # somebody may be at work there


def test_when_it_is_due():
    now = timezone.localtime()
    assert keeping.is_due(now)  # a small library has its first at once
    record = make_resource()
    writing.write()
    assert not keeping.is_due(timezone.now())
    made = timezone.localtime(keeping.present().made_at)
    three = made.replace(hour=3, minute=0, second=0, microsecond=0)
    next_three = three if made < three else three + timedelta(days=1)
    assert not keeping.is_due(next_three - timedelta(seconds=1))
    assert keeping.is_due(next_three)
    record.title = "Another title"
    record.save()
    make_resource()
    assert not keeping.is_due(timezone.now())  # changes wait for the night
    record.withdraw("It was wrong.")
    assert keeping.is_due(timezone.now())
    writing.write()
    assert not keeping.is_due(timezone.now())


def test_as_a_command(capsys):
    make_resource()
    call_command("write_dump")
    assert "with 1 records" in capsys.readouterr().out
    assert present.folder().is_relative_to(project.DUMP_ROOT)


def test_as_a_job():
    record = make_resource()
    call_command("run_due", "write-dump")
    before = keeping.present()
    record.withdraw("It was wrong.")
    call_command("run_due", "write-dump")
    assert keeping.present().made_at > before.made_at
    assert lines(writing.RECORDS) == []


def test_queries_do_not_grow_with_records(django_assert_max_num_queries):
    for _ in range(2):
        make_resource()
    with django_assert_max_num_queries(40) as few:
        writing.write()
    for _ in range(30):
        make_resource()
    with django_assert_max_num_queries(len(few)):
        writing.write()
