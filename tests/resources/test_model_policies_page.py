"""All model policies with their papers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_document, make_pillar, make_resource

pytestmark = pytest.mark.django_db

URL = "/model-policies/"


def test_works(client):
    for title in ("The Use of Force", "Arrests"):
        policy = make_resource(title=title, kind="model-policy")
        make_document(resource=policy, role="considerations")
    make_resource(title="A report")
    page = client.get(URL).content.decode()
    assert page.index("Arrests") < page.index("The Use of Force")
    assert page.count("<li>Considerations</li>") == 2
    assert "A report" not in page


def test_only_what_is_public(client):
    make_resource(title="Unfinished", kind="model-policy", published=False)
    page = client.get(URL).content.decode()
    assert "Unfinished" not in page
    assert "No model policy is published yet." in page


def test_a_pinned_number_of_queries(client, django_assert_num_queries):
    pillar = make_pillar()
    for _ in range(12):
        make_document(resource=make_resource(kind="model-policy", pillars=[pillar]))
    with django_assert_num_queries(3):
        client.get(URL)


def test_twenty_cost_what_two_do(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    for _ in range(2):
        make_document(resource=make_resource(kind="model-policy"))
    few = queries()
    for _ in range(18):
        make_document(resource=make_resource(kind="model-policy"))
    assert queries() == few
