"""What stands in the database and on the disk, in numbers: with as many questions whatever there is."""

from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from icpr.health import figures
from icpr.jobs.models import Job
from icpr.outbox import queue
from icpr.outbox.models import Message
from resources import edition
from resources.catalogue import facet_index
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def told(read) -> dict:
    return {(each.name, *(value for _, value in each.labels)): float(each.value) for each in read()}


def letters(number: int, **fields) -> None:
    begun = Message.objects.count()
    Message.objects.bulk_create(Message(key=f"letter:{begun + each}", **fields) for each in range(number))


def test_works_for_jobs():
    now = timezone.now()
    Job.objects.create(
        name="send-mail", finished_at=now - timedelta(seconds=90), took=timedelta(seconds=2), attempts=3, due_at=now
    )
    Job.objects.create(name="read-documents", due_at=now - timedelta(hours=1))
    Job.objects.create(name="of-former-times", due_at=now - timedelta(hours=1))
    found = told(figures.jobs)
    assert found["job_last_success_age_seconds", "send-mail"] == pytest.approx(90, abs=20)
    assert found["job_duration_seconds", "send-mail"] == 2
    assert found["job_attempts", "send-mail"] == 3
    assert found["job_overdue", "send-mail"] == 0
    assert found["job_overdue", "read-documents"] == 1
    assert ("job_last_success_age_seconds", "read-documents") not in found, "it was never done"
    assert not [key for key in found if "of-former-times" in key]


def test_works_for_mail():
    assert told(figures.mail) == {
        ("mail_messages", "waiting"): 0,
        ("mail_oldest_seconds", "waiting"): 0,
        ("mail_messages", "unknown"): 0,
        ("mail_oldest_seconds", "unknown"): 0,
        ("mail_paused",): 0,
    }
    letters(3)
    letters(1, created_at=timezone.now() - timedelta(hours=2))
    letters(2, state=Message.State.UNKNOWN)
    letters(5, state=Message.State.SENT)
    queue.pause()
    found = told(figures.mail)
    assert (found["mail_messages", "waiting"], found["mail_messages", "unknown"]) == (4, 2)
    assert found["mail_oldest_seconds", "waiting"] == pytest.approx(7_200, abs=20)
    assert found["mail_paused",] == 1


def test_letters_are_counted_up_to_a_number(monkeypatch):
    monkeypatch.setattr(figures, "MOST_LETTERS", 7)
    letters(12)
    assert told(figures.mail)["mail_messages", "waiting"] == 7


def test_an_index_that_stays_behind_is_told():
    make_resource(title="First")
    facet_index.current()
    assert told(figures.index) == {("index_behind_seconds",): 0}
    make_resource(title="Second")
    told(figures.index)
    assert facet_index.is_behind(edition.current())
    assert told(figures.index)["index_behind_seconds",] > 0
    facet_index.current()
    assert told(figures.index) == {("index_behind_seconds",): 0}


def test_five_statements_whatever_there_is():
    statements = []
    for number in (2, 40):
        letters(number)
        letters(number, state=Message.State.UNKNOWN)
        edition.current()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            list(chain.from_iterable(read() for read in figures.READ))
        statements.append([each["sql"] for each in asked])
    assert len(statements[0]) == len(statements[1]) == 5
    assert statements[0] == statements[1]
    assert sum(f"LIMIT {figures.MOST_LETTERS}" in each for each in statements[0]) == 2


def test_works_for_disk_and_backup(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    disk = told(figures.disk)
    assert 0 < disk["disk_free_bytes",] < disk["disk_size_bytes",]
    assert told(figures.backup) == {}
    (tmp_path / "last-backup.json").write_text(
        f'{{"finished_at": "{(timezone.now() - timedelta(hours=3)).isoformat()}"}}'
    )
    assert told(figures.backup)["backup_age_seconds",] == pytest.approx(10_800, abs=20)


def test_what_cannot_be_read_leaves_the_others(settings, tmp_path, caplog):
    settings.VAR_DIR = tmp_path / "gone"
    look = figures.Look()
    assert look._read(figures.disk) is False
    assert look._read(figures.mail) is True
    assert [each.name for each in look.found][-1] == "mail_paused"
    assert "Figures of disk are missing: FileNotFoundError" in caplog.text
