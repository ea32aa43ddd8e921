import pytest
from django.core.cache import caches

from resources.search_log import buffer, record
from tests.factories import make_pillar, make_resource
from tests.reading import Reader


@pytest.fixture
def nothing_kept_yet():
    caches["pages"].clear()
    for memory in (buffer._waiting, record._seen):
        memory.clear()


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def address() -> str:
    return make_resource(title="Bicycle patrols", pillars=[make_pillar()]).get_absolute_url()
