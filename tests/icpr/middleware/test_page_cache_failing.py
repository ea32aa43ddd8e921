"""Public pages where something of what keeps them has no room, fails or is not there."""

from contextlib import ExitStack

import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection

from resources.models import Catalogue
from tests.reading import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_kept_yet")]


def test_without_room_pages_are_made_each_time_but_have_validators(settings, address):
    settings.PAGE_CACHE_BYTES = 0
    reader = Reader()
    etag = reader.get(address).etag
    assert caches["pages"].memory.size == 0
    assert reader.get(address, **{"If-None-Match": etag}).code == 304


def shared(folder) -> dict:
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(folder)}


def test_processes_can_share_their_pages(settings, tmp_path, address, django_assert_num_queries):
    settings.CACHES = settings.CACHES | {"pages": shared(tmp_path / "pages")}
    made = Reader().get(address)
    with django_assert_num_queries(1):
        assert Reader().get(address) == made


def test_a_cache_that_fails_is_left_alone_for_a_while(settings, tmp_path, address, caplog):
    (tmp_path / "no-folder").touch()
    settings.CACHES = settings.CACHES | {"pages": shared(tmp_path / "no-folder")}
    reader = Reader()
    answers = [reader.get(address) for _ in range(3)]
    assert answers[0].code == 200
    assert answers == answers[:1] * 3
    assert len([line for line in caplog.messages if "does not answer" in line]) == 1


def test_without_the_row_of_the_catalogue_django_answers(reader, address):
    reader.get(address)
    Catalogue.objects.all().delete()
    assert reader.get("/accessibility/").code == 200
    assert reader.get("/resources/").code == 500


def test_a_page_after_which_the_database_fails_is_sent_and_not_kept(address):
    django = WSGIHandler()

    def lost(*asked):
        raise OperationalError("server closed the connection unexpectedly")

    with ExitStack() as stack:

        def application(environ, start_response):
            response = django(environ, start_response)
            stack.enter_context(connection.execute_wrapper(lost))
            return response

        answer = Reader(application).get(address)
    assert (answer.code, answer.etag, answer.headers["Cache-Control"]) == (200, "", "no-cache")
    assert "Bicycle patrols" in answer.text
