"""What every test shares. Data comes from `tests.factories`, the opening catalogue from the `catalogue` fixture."""

import gc
import threading

import hypothesis
import pytest
from django.db import connection, transaction

from tests import mail
from tests.databases import meets_database
from tests.postgresql import ScratchServer

SITE_URL = "https://library.test"  # and not what the test client calls its host
LOOK_SECONDS = 30  # that a look may take to end

# On a machine that does much else nothing is made in no time.
hypothesis.settings.register_profile(
    "busy", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What has to do with the suite's database is marked: `make test-postgresql` runs no more, as the rest would do
    again only what it did on SQLite."""
    for item in items:
        if meets_database(item):
            item.add_marker("database")


def pytest_collection_finish():
    """The tests themselves are never garbage: not to look through them again and again saves a tenth."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def site_of_its_own_name(settings):
    settings.SITE_URL = SITE_URL


@pytest.fixture(autouse=True)
def mail_stays_here(settings):
    mail.to_memory(settings)


@pytest.fixture(autouse=True)
def plain_static_files(settings, tmp_path):
    """No manifest and no collected files are needed, and uploads go to a folder of the test's own."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MEDIA_ROOT, settings.DUMP_ROOT = tmp_path / "documents", tmp_path / "dump"


@pytest.fixture(autouse=True)
def nothing_waits_to_be_written():
    """What one test remembered in this process is not written in another's database."""
    yield
    from icpr.kept import last_opened

    last_opened.forget()


@pytest.fixture(autouse=True)
def looks_end_with_their_test():
    """A thread that still asks the database is in the way of what empties it."""
    yield
    from icpr.health import latest

    for thread in threading.enumerate():
        if isinstance(thread, latest.Look):
            thread.join(LOOK_SECONDS)


@pytest.fixture
def catalogue(db):
    """The opening catalogue, as `make run` loads it."""
    from resources.seed import load_opening_catalogue

    return load_opening_catalogue()


@pytest.fixture(scope="module")
def opening(django_db_setup, django_db_blocker):
    """The opening catalogue, loaded once for a module whose tests only read it. Returns how many records it has."""
    from resources.seed import load_opening_catalogue

    with django_db_blocker.unblock(), transaction.atomic():
        yield load_opening_catalogue()
        transaction.set_rollback(True)


@pytest.fixture
def database_url(tmp_path):
    """Of an empty database of the test's own, of the sort this suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'library.sqlite3'}"
        return
    with ScratchServer() as server:
        yield server.url


@pytest.fixture(scope="session")
def s3_server():
    """An S3-compatible server for all tests that ask for it; who stops one starts one of their own."""
    from tests.buckets import serving

    with serving() as server:
        yield server


@pytest.fixture
def bucket(s3_server, settings):
    """An empty bucket, in which the documents are for the length of the test."""
    from tests.buckets import Bucket

    bucket = Bucket(s3_server.url)
    settings.STORAGES = settings.STORAGES | {"default": bucket.storage}
    return bucket
