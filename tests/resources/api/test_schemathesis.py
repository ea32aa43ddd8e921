"""What nobody here thought of: the OpenAPI document is tried address by address, with what it allows and what it does
not, and every answer is held against it."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.reading import connection_left_open
from tests.resources.api import library

pytestmark = pytest.mark.django_db
SHAPED = {"limit", "fields", "since"}  # what has to be right; of other parameters any text is taken
schemathesis.openapi.format("cursor", st.just(""))  # any other is tampered with, which its own test tries


@pytest.fixture(autouse=True)
def nothing_counted(settings):
    settings.API_REQUESTS_A_MINUTE = 0
    library.lay()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_works(mode):
    with connection_left_open():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for operation in (result.ok() for result in schema.get_all_operations()):
        if mode is GenerationMode.POSITIVE or SHAPED & {parameter.name for parameter in operation.query}:
            conforms(operation.as_strategy(generation_mode=mode))


def conforms(cases):
    @given(case=cases)
    @settings(max_examples=5, database=None, suppress_health_check=list(HealthCheck))
    def check(case):
        with connection_left_open():
            case.call_and_validate()

    check()
