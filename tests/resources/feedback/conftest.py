import pytest

from resources.feedback import forms


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """The forms of these tests come as if somebody had read the page."""
    monkeypatch.setattr(forms, "SHORTEST_OPEN", -1)
