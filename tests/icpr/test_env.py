from pathlib import Path

import pytest

from icpr.lib.env import Env, EnvironmentProblems, database_from_url


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
