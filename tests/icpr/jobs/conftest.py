"""Jobs of the test's own: what it declares is forgotten after it."""

import pytest

from icpr.jobs import registry


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
