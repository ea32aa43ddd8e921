"""The present dump as files of this machine."""

from pathlib import Path

from django.conf import settings

from resources.dump import keeping


def folder() -> Path:
    return settings.DUMP_ROOT / keeping.present().name
