"""What every test shares. Data comes from `tests.factories`, the opening catalogue from the `catalogue` fixture."""

import pytest


@pytest.fixture(autouse=True)
def plain_static_files(settings, tmp_path):
    """No manifest and no collected files are needed, and uploads go to a folder of the test's own."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MEDIA_ROOT = tmp_path / "documents"


@pytest.fixture
def catalogue(db):
    """The opening catalogue, as `make run` loads it."""
    from resources.opening import load_opening_catalogue

    return load_opening_catalogue()
