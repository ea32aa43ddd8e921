"""Pages that a shared cache may keep say by which keys it forgets them, where there is one; nothing else does."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches

from tests.factories import make_pillar, make_resource
from tests.reading import Reader

pytestmark = pytest.mark.django_db
KEYS = ("Surrogate-Key", "Cache-Tag")


@pytest.fixture(autouse=True)
def nothing_kept_yet():
    caches["pages"].clear()


@pytest.fixture
def record():
    return make_resource(title="Bicycle patrols", pillars=[make_pillar()])


def test_works(settings, record):
    settings.CDN = "fastly"
    reader = Reader()
    for _ in range(2):  # made, and known
        page = reader.get(record.get_absolute_url())
        assert page.headers["Surrogate-Key"] == f"icpr resource resource-{record.slug}"
        assert page.headers["Cache-Tag"] == f"icpr,resource,resource-{record.slug}"
    for address in ("/", "/resources/?q=patrol", "/resources.csv", "/about/", "/api/v1/resources", "/sitemap.xml"):
        answer = reader.get(address)
        assert answer.code == 200
        assert answer.headers["Surrogate-Key"].split()[0] == "icpr", address


def test_without_a_network_nothing_is_said(record):
    page = Reader().get(record.get_absolute_url())
    assert (page.code, [name for name in KEYS if name in page.headers]) == (200, [])


def test_what_nobody_may_keep_has_none(settings, client, record):
    settings.CDN = "cloudflare"
    client.force_login(User.objects.create_superuser("ada"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    asked = [("/admin/", {}), ("/plan/", {}), ("/no-such-page/", {}), ("/oai?verb=Identify", {}), ("/readyz", {})]
    for address, headers in [*asked, (record.get_absolute_url(), {"Cookie": cookie})]:
        answer = Reader().get(address, **headers)
        assert [name for name in KEYS if name in answer.headers] == [], address


def test_keys_are_plain_words(settings, record):
    """What is in an address never ends a header, nor makes two keys of one."""
    settings.CDN = "fastly"
    reader = Reader()
    for address in ("/api/v1/resources%0d%0aX:%20y", "/api/v1/resources%20b", "/api/v1/", "/resources%2fx/"):
        value = reader.get(address).headers.get("Surrogate-Key", "")
        assert value.isascii()
        assert value.isprintable() or not value
        assert len(value.split()) <= 3


def test_the_network_alone_keeps_pages_which_browsers_ask_for(settings, record):
    settings.CDN, settings.PUBLIC_MAX_AGE = "varnish", 60
    told = Reader().get(record.get_absolute_url()).headers["Cache-Control"]
    assert told == "public, max-age=0, s-maxage=60, must-revalidate"
