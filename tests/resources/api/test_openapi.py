"""The OpenAPI document says what is so, and the page made of it can be tried."""

import json
import re
import subprocess
import sys

import pytest
from django.conf import settings as site
from jsonschema_rs import Draft202012Validator

from resources.api import documentation, openapi
from resources.api.records import FIELDS
from resources.models import Resource
from tests.factories import make_resource
from tests.resources.api.asking import ask
from tests.test_markup import problems

pytestmark = pytest.mark.django_db


def faults(document: dict, operation: dict, answered) -> list[str]:
    """What an answer has that its shape has not, or the other way round; fields it does not name are faults too."""
    closed = json.loads(json.dumps(document))
    for shape in closed["components"]["schemas"].values():
        if shape.get("type") == "object":
            shape["additionalProperties"] = False
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({"components": closed["components"]} | schema)
    return [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(answered)]


def test_works(client):
    document = ask(client, "openapi.json")
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "https://library.test"}]
    assert document == openapi.document()
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)))
    for reference in references:
        found = document
        for name in reference.split("/"):
            found = found[name]


def test_each_address_says_all_that_it_answers():
    for operation in openapi.operations(openapi.document()):
        answers = set(operation["responses"])
        assert {"200", "304", "400", "429", "503"} <= answers
        assert ("404" in answers) == any(one["in"] == "path" for one in operation["parameters"])
        assert ("422" in answers) == any(one["name"] == "limit" for one in operation["parameters"])
        assert operation["description"]
        assert operation["summary"]


def test_answers_and_examples_are_as_they_are_said_to_be(client, opening):
    """Asked with what the page about the API tells to try, of the opening catalogue."""
    document = openapi.document()
    for operation in openapi.operations(document):
        answered = ask(client, documentation.TRIED_WITH[operation["operationId"]])
        assert faults(document, operation, answered) == [], operation["operationId"]
        assert answered.get("total") != 0, operation["operationId"]  # who tries it learns what an answer looks like
        example = operation["responses"]["200"]["content"]["application/json"]["example"]
        assert faults(document, operation, example) == [], operation["operationId"]
        assert example.get("total") != 0, operation["operationId"]
    whole = ask(client, "resources?include=facets,citations,body,documents&limit=20&q=force")
    listed = document["paths"]["/api/v1/resources"]["get"]
    assert faults(document, listed, whole) == []


def test_the_fields_of_a_record_are_those_it_is_written_with():
    made = make_resource()
    assert list(FIELDS) == list(Resource.objects.for_export().get(pk=made.pk).as_dict())


def test_the_page_about_it(client, django_assert_num_queries):
    client.get("/api/")
    with django_assert_num_queries(0):
        html = client.get("/api/").content.decode()
    assert problems(html) == []
    assert "curl &#x27;https://library.test/api/v1/resources?q=use+of+force&amp;kind=model-policy" in html
    for operation in openapi.operations(openapi.document()):
        assert f'id="{operation["operationId"]}"' in html
    for address in ("/oai?verb=Identify", "/dump/", "/llms.txt"):
        assert f'href="{address}"' in html
    assert '<a href="/api/">API</a>' in client.get("/about/").content.decode()


def test_a_process_that_is_not_asked_for_json_goes_without_ninja(tmp_path):
    script = (
        "import django, sys; django.setup(); from django.urls import reverse, resolve;"
        "import icpr.wsgi; reverse('home'), resolve('/api/v1/resources');"
        "print([name for name in sys.modules if name.split('.')[0] in ('ninja', 'pydantic')])"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "icpr.settings", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-W", "error", "-c", script]
    ran = subprocess.run(command, cwd=site.BASE_DIR, env=environment, capture_output=True, text=True)
    assert (ran.stdout, ran.returncode) == ("[]\n", 0), ran.stderr
