"""The addresses of the catalogue's forms: where they are, and what stands there when there is nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from pillars.models import FormerAddress
from resources.formats import FORMS
from resources.models import FormerSlug
from tests.factories import make_resource, make_topic

pytestmark = pytest.mark.django_db
SUFFIXES = [form.suffix for form in FORMS]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_works(client, form):
    make_resource(title="A guide", tags=["youth"], pillars=[])
    for page in ("/resources", "/tags/youth", "/resources/a-guide", "/whats-new", "/model-policies", "/police-chief"):
        answer = client.get(page + form.suffix)
        assert answer.status_code == 200
        assert answer["Content-Type"] == form.media_type
        assert answer["Link"].startswith(f'<https://library.test{page}/>; rel="canonical"')
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert 'filename="icpr-' in answer["Content-Disposition"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_former_addresses_lead_on_with_suffix_and_query(client, suffix):
    resource, topic = make_resource(title="Now"), make_topic(name="Trust")
    FormerSlug.objects.create(slug="then", resource=resource)
    topic.slug, before = "trust-now", topic.slug
    topic.save()
    former, present = f"/resources/then{suffix}", f"/resources/now{suffix}"
    answer = client.get(former + "?style=mla&page=2")
    assert (answer.status_code, answer["Location"]) == (301, present + "?style=mla&page=2")
    answer = client.get(f"/topics/{before}{suffix}")
    assert (answer.status_code, answer["Location"]) == (301, f"/topics/trust-now{suffix}")
    assert FormerAddress.objects.count() == 1


def test_an_unknown_suffix_leads_nowhere(client):
    make_resource(title="A guide")
    for address in ("/resources.xyz", "/resources/a-guide.pdf", "/tags.csv", "/resources.csv/", "/resources.csv.csv"):
        assert client.get(address).status_code == 404


def test_what_was_withdrawn_is_said_in_the_forms_own_way(client):
    later = make_resource(title="Later")
    taken = make_resource(title="Taken", superseded_by=later)
    taken.withdraw("It is out of date.")
    answer = client.get("/resources/taken.json")
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": f"“Taken”: Withdrawn on {date_format(timezone.localdate(), 'F j, Y')}. It is out of date.",
        "number": taken.permanent_number,
        "permanent_url": f"https://library.test/r/{taken.permanent_number}/",
        "use_instead": "https://library.test/resources/later/",
    }
    plain = client.get("/resources/taken.csv")
    assert (plain.status_code, plain["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert "Use instead: https://library.test/resources/later/" in plain.content.decode()
    assert f"Permanent address: https://library.test/r/{taken.permanent_number}/" in plain.content.decode()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_not_public_is_not_there(client, suffix):
    draft = make_resource(title="Draft", published=False, tags=["hidden"])
    FormerSlug.objects.create(slug="drafted", resource=draft)
    make_resource(title="Later", publish_at=timezone.now() + timedelta(days=1))
    for page in ("/resources/draft", "/resources/drafted", "/resources/later", "/tags/hidden", "/pillars/none"):
        answer = client.get(page + suffix)
        assert answer.status_code == 404
        assert "Draft" not in answer.content.decode()
    assert "Draft" not in client.get("/resources" + suffix).content.decode()


@pytest.mark.parametrize("accept", ["", "*/*", "text/html", "application/json;q=0.1", ";;q=,,", "a" * 3000])
def test_accept_changes_nothing(client, accept):
    assert client.get("/resources.csv", headers={"accept": accept})["Content-Type"].startswith("text/csv")
    assert client.get("/resources/", headers={"accept": accept})["Content-Type"].startswith("text/html")


def without_own_address(page: bytes) -> bytes:
    """A page without the address that its foot reports a problem with: that is as it was asked for."""
    return re.sub(rb'/report/\?of=[^"]*', b"", page)


def test_format_is_an_unknown_parameter(client):
    make_resource(title="A guide")
    for suffix in SUFFIXES:
        plain, other = client.get("/resources" + suffix), client.get(f"/resources{suffix}?format=nonsense")
        assert without_own_address(plain.content) == without_own_address(other.content)
