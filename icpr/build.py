"""Which build of the site this is: its code, templates, static files, libraries and settings, as one short text.

Two servers of one release and with the same settings give the same; whatever may change a page gives another.
"""

import sys
from functools import cache
from hashlib import blake2b
from importlib.metadata import distributions

from django.conf import settings

from icpr.version import version

FOLDERS = ("icpr", "pillars", "resources", "templates", "static")
# What servers of one site may differ in, and no page shows; secrets are not hashed into what everybody is given.
NOT_SHOWN = {
    *(
        "CACHES",
        "CACHE_URL",
        "PAGE_CACHE_BYTES",
        "DATABASES",
        "MAILERS",
        "HOST",
        "PORT",
        "LOGGING",
        "env",
    ),
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "WORKERS", "THREADS", "FORM_THREADS", "CONNECTIONS"),
    *("BASE_DIR", "VAR_DIR", "MEDIA_ROOT", "DUMP_ROOT", "STATIC_ROOT", "STATICFILES_DIRS", "FIXTURE_DIRS", "TEMPLATES"),
    *(
        "ACCESS_LOG",
        "LOG_FORMAT",
        "LOG_LEVEL",
        "METRICS_TOKEN",
        "SENTRY_DSN",
        "ANYMAIL",
        "EMAIL_SERVICE",
        "CDN_PURGE_URL",
        "CDN_PURGE_TOKEN",
    ),
    *("STORAGES", "DATABASE_POOLER", "READ_DATABASE_LAG_SECONDS", "MAIL_SERVER", "SILENCED_SYSTEM_CHECKS"),
}


def identity() -> str:
    """Twenty letters and digits, different after any change of what pages are made of."""
    names = sorted(name for name in dir(settings) if name.isupper() and name not in NOT_SHOWN)
    shown = "\n".join(f"{name}={getattr(settings, name)!r}" for name in names)
    return blake2b(f"{_files()}\n{shown}".encode(), digest_size=10).hexdigest()


@cache
def _files() -> str:
    """Of the source as this process found it, Python and the libraries."""
    found = blake2b(f"{version()} {sys.version}".encode(), digest_size=20)
    for line in sorted(f"{each.name}=={each.version}" for each in distributions()):
        found.update(line.encode())
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(str(path.relative_to(settings.BASE_DIR)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()
