from pathlib import Path

import pytest

from icpr.lib import backends, watching
from icpr.lib.backends import database_from_url
from icpr.lib.env import Env, EnvironmentProblems


def test_works():
    env = Env(
        {"NAME": " Ada ", "FOLDER": "/srv", "ON": "Yes", "PORT": "8001", "HOSTS": "a.org, b.org,", "MODE": "fast"}
    )
    assert env.text("NAME") == "Ada"
    assert env.path("FOLDER") == Path("/srv")
    assert env.flag("ON") is True
    assert env.number("PORT") == 8001
    assert env.names("HOSTS") == ["a.org", "b.org"]
    assert env.choice("MODE", ("fast", "slow")) == "fast"
    env.finish()


def test_a_name_that_is_absent_or_empty_has_its_default():
    env = Env({"EMPTY": "  "})
    assert env.number("EMPTY", 3) == 3
    assert env.flag("ABSENT", True) is True
    env.finish()


def test_all_problems_are_told_at_once():
    env = Env({"PORT": "eighty", "ON": "perhaps", "MODE": "warp", "THREADS": "0"})
    env.number("PORT", 8000)
    env.flag("ON", False)
    env.choice("MODE", ("fast", "slow"), "fast")
    env.number("THREADS", 4, least=1)
    env.text("SECRET_KEY")
    with pytest.raises(EnvironmentProblems) as caught:
        env.finish()
    lines = str(caught.value).splitlines()
    assert len(lines) == 6
    for name in ("PORT", "ON", "MODE", "THREADS", "SECRET_KEY"):
        assert any(line.startswith(f"- {name} ") for line in lines)


@pytest.mark.parametrize("raw", ["1.5", "²", "1e3", "--1", "9" * 5_000, "٣x"])
def test_what_is_not_a_number_is_a_problem_and_not_a_crash(raw):
    env = Env({"PORT": raw})
    assert env.number("PORT", 8000) == 8000
    assert len(env.problems) == 1


def test_a_secret_is_never_repeated_in_a_problem():
    env = Env({"DATABASE_URL": "mysql://icpr:hunter2@db/icpr"})
    env.database("DATABASE_URL", {})
    assert len(env.problems) == 1
    assert "hunter2" not in env.problems[0]


def test_an_option_postgresql_does_not_know():
    env = Env({"DATABASE_URL": "postgresql://icpr:hunter2@db/icpr?sslmod=require"})
    assert env.database("DATABASE_URL", {}) == {}
    [problem] = env.problems
    assert "sslmod" in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("raw", ["Mars/Base", "America", "../../etc", "/etc/passwd"])
def test_what_is_no_time_zone(raw):
    env = Env({"TIME_ZONE": raw})
    assert env.time_zone("TIME_ZONE", "UTC") == "UTC"
    assert len(env.problems) == 1


@pytest.mark.parametrize("raw", ["library@example.org", "ICPR Library <library@example.org>"])
def test_a_mailbox(raw):
    env = Env({"EMAIL_FROM": raw})
    assert env.mailbox("EMAIL_FROM") == raw
    env.finish()


@pytest.mark.parametrize(
    "raw", ["library", "javascript:alert(1)", "a@b@c.org", "x@y", "a@x.org\nBcc: b@x.org", "a b@x.org"]
)
def test_what_is_no_mailbox(raw):
    env = Env({"CONTACT_EMAIL": raw})
    assert env.mailbox("CONTACT_EMAIL", "") == ""
    assert len(env.problems) == 1


@pytest.mark.parametrize(
    "raw", ["mailto:a@example.org", "a@example.org", "https://example.org/tell", "http://x", "tel:1"]
)
def test_whom_to_tell(raw):
    env = Env({"SECURITY_CONTACT": raw})
    assert env.mailbox("SECURITY_CONTACT", "", or_site=True) == ("" if raw in {"http://x", "tel:1"} else raw)


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("https://library.example.org", "https://library.example.org"),
        ("HTTPS://Library.Example.org/", "https://library.example.org"),
        ("https://library.example.org:443", "https://library.example.org"),
        ("https://library.example.org:8443/", "https://library.example.org:8443"),
        ("https://[::1]:8000", "https://[::1]:8000"),
    ],
)
def test_the_address_of_a_site(raw, address):
    env = Env({"SITE_URL": raw})
    assert env.site("SITE_URL", secure=True) == address
    env.finish()


WRONG_SITES = [
    *(
        "library.example.org",
        "//library.example.org",
        "ftp://library.example.org",
        "https://",
        "https:///x",
        "https://a b",
    ),
    *("https://x.org/path", "https://x.org?q=1", "https://x.org/#a", "https://u:p@x.org", "https://x.org:99999"),
    *("https://x.org:eighty", "https://[::1", "https://-x.org", "https://x.org\\@y.org", "https://bücher.example"),
    *("https://x.org:", "https://x.org, https://y.org", "javascript://x.org"),
]


@pytest.mark.parametrize("raw", WRONG_SITES)
def test_what_is_no_address_of_a_site(raw):
    env = Env({"SITE_URL": raw})
    assert env.site("SITE_URL", "") == ""
    assert len(env.problems) == 1


def test_a_site_that_must_be_secure():
    env = Env({"SITE_URL": "http://library.example.org"})
    assert env.site("SITE_URL", "") == "http://library.example.org"
    assert env.site("SITE_URL", "", secure=True) == ""


@pytest.mark.parametrize(
    "raw", ["x.org:8000", "https://x.org", "x.org/", "a b.org", "x.org,y.org:1", "[::1]:80", "*.x.org"]
)
def test_a_host_with_more_than_its_name(raw):
    env = Env({"ALLOWED_HOSTS": raw})
    assert env.hosts("ALLOWED_HOSTS", []) == []
    assert len(env.problems) == 1


def test_names_of_hosts():
    env = Env({"ALLOWED_HOSTS": "x.org, .y.org,127.0.0.1,[::1], localhost,*,"})
    assert env.hosts("ALLOWED_HOSTS") == ["x.org", ".y.org", "127.0.0.1", "[::1]", "localhost", "*"]


def test_a_sqlite_address():
    assert database_from_url("sqlite:////srv/library.sqlite3")["NAME"] == "/srv/library.sqlite3"
    assert database_from_url("sqlite:///library.sqlite3")["NAME"] == "library.sqlite3"


def test_a_postgresql_address():
    database = database_from_url("postgresql://ada:p%40ss@db.example.org:5433/icpr?sslmode=require")
    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "icpr",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_postgresql_address_with_a_socket():
    assert database_from_url("postgresql://ada@/icpr?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("url", ["sqlite://library", "postgresql://host", "oracle://x/y", "postgresql://h:port/x", "x"])
def test_an_address_that_cannot_be_read_is_refused(url):
    with pytest.raises(ValueError):  # noqa: PT011  each scheme says something of its own
        database_from_url(url)


def test_a_cache_of_all_machines_needs_its_package(monkeypatch):
    env = Env({"CACHE_URL": "redis://:hunter2@cache:6379/0", "OTHER": "memcached://cache"})
    assert env.cache("ABSENT", {"BACKEND": "own"}) == {"BACKEND": "own"}
    found = env.cache("CACHE_URL", {})
    assert (found["LOCATION"], env.problems) == ("redis://:hunter2@cache:6379/0", [])
    monkeypatch.setattr(backends, "find_spec", lambda name: None)
    env.cache("CACHE_URL", {})
    [problem] = env.problems
    assert "--extra redis" in problem
    assert "hunter2" not in problem
    env.problems.clear()
    env.cache("OTHER", {})
    assert len(env.problems) == 1


@pytest.mark.parametrize(
    "url",
    [
        *(
            "redis://",
            "redis://:hunter2@",
            "redis:///0",
            "redis://cache:port/0",
            "redis://cache:0/0",
            "redis://cache:99999",
        ),
        *("redis://:hunter2/x@cache:6379/0", "redis://:hunter2#x@cache/0", "redis://cache/pages", "redis://cache/0/1"),
        *(
            "unix://",
            "unix:///",
            "redis://cache/0?hunter2=1",
            "redis://cache/0?socket_timeout=long",
            "memcached://cache",
        ),
    ],
)
def test_an_address_of_a_cache_that_cannot_be_read_is_refused_without_its_password(url):
    env = Env({"CACHE_URL": url})
    env.cache("CACHE_URL", {})
    [problem] = env.problems
    assert problem.startswith("CACHE_URL must be redis://")
    assert "hunter2" not in problem


@pytest.mark.parametrize(
    "url", ["redis://cache", "rediss://ada:a%2Fb@cache:6380/15", "redis://[::1]:6379", "unix:///run/valkey.sock?db=2"]
)
def test_a_cache_that_is_away_is_no_problem(url):
    env = Env({"CACHE_URL": url})
    assert (env.cache("CACHE_URL", {})["LOCATION"], env.problems) == (url, [])


def test_a_mail_service_whose_reports_are_read():
    secret = {"ANYMAIL_WEBHOOK_SECRET": "reports:a-long-random-password", "ANYMAIL_EMPTY": ""}
    env = Env({"EMAIL_SERVICE": "postmark"} | secret)
    assert env.mail_service("EMAIL_SERVICE", "") == "postmark"
    assert env.starting_with("ANYMAIL_") == {"WEBHOOK_SECRET": "reports:a-long-random-password"}
    env.finish()
    for service in ("sheep", "base", "a.b", "../postmark", "Postmark"):
        env = Env({"EMAIL_SERVICE": service} | secret)
        assert env.mail_service("EMAIL_SERVICE", "") == ""
        assert "must be the name of a mail service" in env.problems[0]
    for weak in ("", "reports", "reports:short", ":a-long-random-password"):
        env = Env({"EMAIL_SERVICE": "postmark", "ANYMAIL_WEBHOOK_SECRET": weak})
        assert env.mail_service("EMAIL_SERVICE", "") == ""
        assert "set ANYMAIL_WEBHOOK_SECRET to user:password" in env.problems[0]


GOOD_TOKEN = "rooks-Nest_0123456789"
GOOD_DSN = "https://0123456789abcdef@sentry.example.org:9000/path/42"


@pytest.mark.parametrize(
    ("read", "good", "bad", "extra"),
    [
        (Env.metrics_token, GOOD_TOKEN, [GOOD_TOKEN[:19], "a" * 40, f"{GOOD_TOKEN} x", f"{GOOD_TOKEN}é"], "metrics"),
        (
            Env.sentry_dsn,
            GOOD_DSN,
            [
                "https://sentry.example.org/42",
                "https://hunter2@sentry.example.org/",
                "hunter2",
                "ftp://hunter2@host/1",
                "https://hunter2@host:port/1",
                "https://hunter2@/1",
            ],
            "sentry",
        ),
    ],
)
def test_what_watches_needs_its_secret_whole_and_its_package(monkeypatch, read, good, bad, extra):
    env = Env({"GOOD": good} | {f"BAD_{number}": each for number, each in enumerate(bad)})
    assert read(env, "ABSENT", "") == ""
    assert (read(env, "GOOD", ""), env.problems) == (good, [])
    for number in range(len(bad)):
        assert read(env, f"BAD_{number}", "") == ""
    assert len(env.problems) == len(bad)
    assert not any(word in str(env.problems) for word in (GOOD_TOKEN[:12], "hunter2"))
    env.problems.clear()
    monkeypatch.setattr(watching, "find_spec", lambda name: None)
    assert read(env, "GOOD", "") == ""
    assert f"uv sync --frozen --no-dev --extra {extra}" in env.problems[0]
