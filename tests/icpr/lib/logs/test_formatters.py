"""What is written to the log gives nobody a plan or a preview, tells of no person, and cannot be flooded."""

import json
import logging
import time
from io import StringIO
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import get_resolver

from icpr.lib import tokens
from icpr.lib.logs.formatters import DiscreetFormatter, FewRefusals, JsonFormatter
from tests.effort import slow_but_first
from tests.icpr.lib.http.test_secret_addresses import address_with, pieces, secret_routes
from tests.server import environment, free_port, python, serving

FORMATS = {"text": DiscreetFormatter("%(levelname)s %(name)s%(reference)s %(message)s"), "json": JsonFormatter()}


@pytest.fixture(params=FORMATS)
def written(request):
    """The log as the site writes it, in either form: what it holds so far."""
    get_resolver().url_patterns  # noqa: B018  the site's addresses are known, as after its first request
    held = StringIO()
    handler = logging.StreamHandler(held)
    handler.setFormatter(FORMATS[request.param])
    handler.addFilter(FewRefusals())
    logging.getLogger().addHandler(handler)
    yield held.getvalue
    logging.getLogger().removeHandler(handler)


def line(message: str, form: str = "text", **more) -> str:
    return FORMATS[form].format(logging.makeLogRecord({"msg": message, **more}))


def test_works(written):
    logging.getLogger("pillars").warning("Two plans of %s.", "three")
    assert "Two plans of three." in written()
    assert written().count("\n") == 1


def breaking(execute, sql, params, many, context):
    """A fault whose text holds what was asked for."""
    raise ValueError(f"{params} at {breaking.address}")


def failing(execute, sql, params, many, context):
    raise OperationalError(f"no answer to {params} at {breaking.address}")


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "status"), [(breaking, 500), (failing, 503)])
def test_a_failed_page_gives_its_address_to_nobody(client, written, fault, status):
    client.raise_request_exception = False
    for name, converters in secret_routes():
        breaking.address, secret = address_with(name, converters)
        referer = f"https://library.test{breaking.address}"
        with connection.execute_wrapper(fault):
            answer = client.get(f"{breaking.address}?next={quote(breaking.address)}", headers={"referer": referer})
        assert answer.status_code == status, name
        assert not pieces(written(), secret), name
    assert "Traceback" in written() or "no answer" in written()


def test_a_traceback_gives_nothing_away():
    for token in (tokens.new_token(), f"7:{tokens.new_token()}"):
        for message in (f"/plan/{token}/", f"Reverse for 'plan' with arguments '('{token}',)' not found."):
            with pytest.raises(ValueError, match="plan") as caught:
                raise ValueError(message)
            for form in FORMATS:
                assert token not in line("Failed", form, exc_info=(caught.type, caught.value, caught.tb))


REFUSED_ROW = """null value in column "status" violates not-null constraint
DETAIL:  Failing row contains (1, Smalltown Police, Lt. Lee,
wrote on two lines, 2026).
HINT:  Try again."""


@pytest.mark.parametrize("form", FORMATS)
def test_no_person_is_named(form):
    said = line("{'chief@example.org': (550, b'No such mailbox <a.b+c@mail.example.org>')}", form)
    for part in ("chief", "example.org", "a.b", "+c"):
        assert part not in said
    assert "550" in said
    said = line(REFUSED_ROW, form)
    for part in ("Smalltown", "Lee", "two lines"):
        assert part not in said
    assert "not-null" in said
    assert "Try again" in said


def test_a_json_line_is_one_object_whatever_it_holds():
    with pytest.raises(ValueError, match="two") as caught:
        raise ValueError('two\nlines "quoted" \u2028 \x00')
    text = line("first\nsecond\r\n\x1b[0m", "json", exc_info=(caught.type, caught.value, caught.tb), levelname="ERROR")
    assert len(text.splitlines()) == 1
    found = json.loads(text)
    assert found["message"] == "first\nsecond\r\n\x1b[0m"
    assert found["level"] == "ERROR"
    assert "ValueError: two" in found["exception"]
    assert found["time"].endswith("+00:00")


def test_a_host_that_is_not_ours_is_one_line(client, written):
    assert client.get("/about/", headers={"host": "evil.example"}).status_code == 400
    assert written().count("\n") == 1
    assert "evil.example" in written()
    assert "Traceback" not in written()


def test_a_thousand_of_them_are_ten_lines(client, written):
    for number in range(60):
        client.get("/about/", headers={"host": f"evil{number}.example"})
    assert written().count("\n") == 10


def test_a_long_host_is_a_short_line(client, written):
    client.get("/about/", headers={"host": "x" * 60_000})
    assert len(written()) < 700


def refusal(message: str = "Invalid HTTP_HOST header: %r", *args) -> logging.LogRecord:
    fields = {"name": "django.security.DisallowedHost", "msg": message, "args": args, "levelno": 40}
    return logging.makeLogRecord(fields)


def test_how_many_were_not_written_is_told_later():
    few = FewRefusals(most=2, seconds=0.2)
    assert [few.filter(refusal(f"{number}%")) for number in range(5)] == [True, True, False, False, False]
    time.sleep(0.25)
    later = refusal("6%%s %s", "%d")  # once it is written out, no sign in it means anything
    assert few.filter(later)
    assert later.getMessage() == "6%s %d (3 more like it were not written)"


def test_faults_of_ours_are_written_each():
    few = FewRefusals(most=1)
    fault = logging.makeLogRecord({"name": "django.request", "msg": "Internal Server Error", "exc_info": (1, 2, 3)})
    assert all(few.filter(fault) for _ in range(9))
    assert fault.exc_info


def test_every_handler_of_the_site_writes_like_this():
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert {tuple(handler["filters"]) for handler in settings.LOGGING["handlers"].values()} == {("refusals",)}
    assert settings.LOGGING["formatters"]["line"]["()"] == "icpr.lib.logs.formatters.DiscreetFormatter"
    own = [name for name, found in settings.LOGGING["loggers"].items() if found.get("handlers")]
    assert own == [], "no logger has a handler of its own"
    assert logging.getLogger("django.server").handlers == []


@pytest.mark.parametrize("form", slow_but_first(FORMATS))
def test_the_log_of_a_real_server(tmp_path, form):
    """Its database is gone, so that every address of a plan fails in it."""
    port = free_port()
    gone = f"sqlite:///{tmp_path}/gone/library.sqlite3"
    env = environment(tmp_path / "var", DATABASE_URL=gone, LOG_FORMAT=form, LOG_LEVEL="DEBUG", PORT=str(port))
    python("from django.core.management import call_command; call_command('collectstatic', '--no-input')", env)
    secrets = []
    with serving(["-m", "icpr.server"], env, port) as url:
        for name, converters in secret_routes():
            address, secret = address_with(name, converters)
            secrets.append(secret)
            for asked in (address, f"/nowhere/?next={quote(address, safe='')}"):
                with pytest.raises(HTTPError) as caught:
                    urlopen(Request(url + asked, headers={"Referer": url + address}), timeout=30)
                caught.value.close()
                assert caught.value.code in {404, 405, 503}
    log = (tmp_path / "var" / "server.log").read_text()
    assert log
    for secret in secrets:
        assert not pieces(log, secret)
    if form == "json":
        found = [json.loads(each) for each in log.splitlines()]
        assert {each.get("status") for each in found} >= {404, 503}
