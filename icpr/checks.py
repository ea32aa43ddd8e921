"""Numbered system checks of the configuration. In production an error stops the start."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from icpr.lib.database import identity
from resources.documents.home import bucket_problems, one_home, private_bucket

checks.register(one_home, "documents")
checks.register(private_bucket, "documents", deploy=True)


@checks.register(checks.Tags.security)
def production_settings(app_configs=None, **kwargs) -> list[checks.CheckMessage]:
    """icpr.E001 to E004: a weak secret, DEBUG, no allowed hosts, no address of the site; in production only."""
    if not settings.PRODUCTION:
        return []
    problems = []
    secret = settings.SECRET_KEY or ""
    if len(secret) < 50 or len(set(secret)) < 5 or secret.startswith("django-insecure"):
        hint = "Set SECRET_KEY to at least 50 random characters, for instance from: openssl rand -base64 60"
        problems.append(checks.Error("SECRET_KEY is missing or too weak for production.", hint=hint, id="icpr.E001"))
    if settings.DEBUG:
        hint = "Remove DEBUG from the environment, or set it to 0."
        problems.append(checks.Error("DEBUG is on in production.", hint=hint, id="icpr.E002"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        hint = "Set ALLOWED_HOSTS to the site's own names, separated by commas: library.example.org"
        problems.append(checks.Error("ALLOWED_HOSTS does not name the site.", hint=hint, id="icpr.E003"))
    elif settings.SITE_URL and not validate_host(urlsplit(settings.SITE_URL).hostname, settings.ALLOWED_HOSTS):
        hint = "Name the host of SITE_URL in ALLOWED_HOSTS: addresses in messages would lead nowhere."
        problems.append(checks.Error("ALLOWED_HOSTS lacks the host of SITE_URL.", hint=hint, id="icpr.E003"))
    if not settings.SITE_URL:
        hint = "Set SITE_URL to the address readers use: https://library.example.org"
        problems.append(checks.Error("SITE_URL is missing.", hint=hint, id="icpr.E004"))
    return problems


@checks.register(checks.Tags.security)
def right_replica(app_configs=None, **kwargs) -> list[checks.CheckMessage]:
    """icpr.E008: READ_DATABASE_URL names the primary, or a server that is no replica of it."""
    told = identity.problem()
    return [checks.Error(f"READ_DATABASE_URL {told}", id="icpr.E008")] if told else []


class DatabaseUnchecked:
    """Before `BaseCommand`, for a command that finds itself whether the database may be opened: from Django 6.1 on, the
    checks that come first would open it."""

    def get_check_kwargs(self, options) -> dict:
        return super().get_check_kwargs(options) | {"databases": ()}


def refuse_unsafe_start() -> None:
    """Exit with all problems and what to do about each when the configuration is unsafe, documents have no home, or the
    replica is none."""
    if problems := [*production_settings(), *right_replica(), *one_home(), *bucket_problems()]:
        lines = [f"- {each.msg} ({each.id})" + (f"\n  {each.hint}" if each.hint else "") for each in problems]
        where = " in production" if settings.PRODUCTION else ""
        sys.exit("\n".join([f"The library does not start{where} like this:", *lines]))
