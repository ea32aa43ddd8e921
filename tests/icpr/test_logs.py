"""What is written to the log gives nobody a plan or a preview."""

import logging

import pytest
from django.conf import settings

from icpr.lib.logs import DiscreetFormatter
from pillars.plans import tokens


def line(message: str, **more) -> str:
    return DiscreetFormatter("%(message)s").format(logging.makeLogRecord({"msg": message, **more}))


def test_works():
    token = tokens.new_token()
    for address in (f"/plan/{token}/items/1.1/", f"/plan/shared/{token}/", f"/preview/{token}/"):
        written = line(f"Internal Server Error: {address}")
        assert token not in written
        assert "…/" in written
    assert line("Not Found: /plan/add/ and /plan/deleted/") == "Not Found: /plan/add/ and /plan/deleted/"


def test_a_traceback_gives_nothing_away():
    token = tokens.new_token()
    with pytest.raises(ValueError, match="plan") as caught:
        raise ValueError(f"/plan/{token}/")
    assert token not in line("Failed", exc_info=(caught.type, caught.value, caught.tb))


def test_every_handler_of_the_site_writes_like_this():
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert settings.LOGGING["formatters"]["line"]["()"] == "icpr.lib.logs.DiscreetFormatter"
