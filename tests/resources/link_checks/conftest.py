import threading

import pytest

from tests.resources.link_checks.site import Site, serving


@pytest.fixture
def site() -> Site:
    with serving() as site:
        yield site


@pytest.fixture
def ask():
    """Asks an address of this machine, with rules of its own."""
    from resources.link_checks.asking import Asker
    from resources.link_checks.guarded import Rules

    def ask(url: str, known=None, stop: threading.Event | None = None, **rules):
        given = {"user_agent": "Test", "seconds": 5.0, "pause": 0.0, "allow_loopback": True} | rules
        asker = Asker(Rules(**given), stop or threading.Event())
        return asker.ask(url, known) if known else asker.ask(url)

    return ask
