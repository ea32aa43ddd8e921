"""Jobs of the test's own: what it declares is forgotten after it."""

import pytest
from django.db import connection

from icpr.jobs import registry
from tests.postgresql import ScratchServer


@pytest.fixture(autouse=True)
def own_jobs():
    """No job and no duty but those that the test declares."""
    kept = dict(registry.JOBS), dict(registry.DUTIES)
    registry.JOBS.clear()
    registry.DUTIES.clear()
    yield
    for known, before in zip((registry.JOBS, registry.DUTIES), kept, strict=True):
        known.clear()
        known.update(before)


@pytest.fixture
def database_url(tmp_path):
    """An empty database of the sort this suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'library.sqlite3'}"
        return
    with ScratchServer() as server:
        yield server.url
