"""Which faults are outages, and how often the log says them."""

import errno
import logging
import sqlite3
import sys

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from icpr.lib.logs import outages
from icpr.lib.logs.outages import OneLine, outage, unprepared


def a_record(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception:
        return logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Oh", "/x/"), sys.exc_info())


def test_works_for_a_file_that_is_no_database(tmp_path):
    (tmp_path / "letter").write_text("Dear Chief, " * 900)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        sqlite3.connect(tmp_path / "letter").execute("SELECT * FROM sqlite_master")
    assert "is no SQLite database" in outage(caught.value)
    error = DatabaseError("x")
    error.__cause__ = caught.value
    assert outage(error) == outage(caught.value)


def test_a_full_disk_is_one():
    assert outage(OSError(errno.ENOSPC, "No space left on device")) == outages.FULL
    assert outage(OSError(errno.EROFS, "Read-only file system")) == outages.READ_ONLY


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["SELECT shoe_size FROM auth_user", "SELECT 1 FROM no_table"])
def test_a_missing_table_is_told_at_the_start_but_is_no_outage(sql):
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert "run `manage.py migrate`" in unprepared(caught.value)
    assert outage(caught.value) is None  # its traceback is kept: it may be a fault of ours


@pytest.mark.django_db
def test_a_fault_of_ours_is_none_of_them():
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM WHERE")
    for error in (caught.value, ValueError("x"), FileNotFoundError(errno.ENOENT, "x"), None):
        assert outage(error) is None
    assert unprepared(caught.value) is None


def test_what_a_database_says_is_one_line_of_bounded_length():
    line = outage(OperationalError("connection failed\n\thost unknown " + "x" * 5_000))
    assert "\n" not in line
    assert len(line) < 500


def test_the_log_has_one_line_without_traceback_and_not_one_a_request(monkeypatch):
    filtered, full = OneLine(), OSError(errno.ENOSPC, "No space left on device")
    record = a_record(full)
    assert filtered.filter(record)
    assert record.getMessage() == f"Oh: /x/: {outages.FULL}"
    assert logging.Formatter().format(record).count("\n") == 0
    assert not filtered.filter(a_record(full))
    assert filtered.filter(a_record(OSError(errno.EROFS, "Read-only")))
    assert not filtered.filter(a_record(full)), "two that take turns are no flood either"
    monkeypatch.setattr(outages, "SAID_AGAIN_AFTER", 0)
    again = OneLine()
    assert again.filter(a_record(full))
    assert again.filter(a_record(full))


def test_other_faults_keep_their_traceback():
    record = a_record(ValueError("x"))
    assert OneLine().filter(record)
    assert record.exc_info
