import pytest


@pytest.fixture(autouse=True)
def place_of_its_own(settings, tmp_path):
    """The lock that lets one process read at a time is the test's own, not that of a library running here."""
    settings.VAR_DIR = tmp_path / "var"
