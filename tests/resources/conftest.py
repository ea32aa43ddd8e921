"""Staff of each rank, for the tests of the admin."""

import pytest
from django.test import Client

from tests.resources.staff import staff


@pytest.fixture
def root(db) -> Client:
    return staff()


@pytest.fixture
def editor(db) -> Client:
    return staff("Editors")


@pytest.fixture
def publisher(db) -> Client:
    return staff("Publishers")
