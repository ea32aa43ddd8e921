import pytest

from resources.usage import counting


@pytest.fixture(autouse=True)
def nothing_waits():
    counting.clear()
    yield
    counting.clear()
