"""Faults reported to Sentry, where SENTRY_DSN names a project: what went wrong and where in the code, never who met it.

What leaves this process went through the same function as each line of the log. No query, no form, no cookie, no header
and no local variable is in it, and nothing of what was done before. An outage, which the log tells in a line and
/readyz while it lasts, is not reported: each request would be one more.
"""

import logging

from django.conf import settings

from icpr import build
from icpr.lib.logs.formatters import discreet, request_id
from icpr.lib.logs.outages import outage
from icpr.version import version

STOP_SECONDS = 1  # to send what waits, when the process ends
LEFT_OUT = ("user", "breadcrumbs", "extra", "modules", "server_name")


def begin() -> None:
    """Report the faults of this process from now on, if SENTRY_DSN is set. Costs nothing while there are none; reports
    wait in a short queue for a thread of their own, and are dropped when nobody takes them."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # an extra
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.integrations.threading import ThreadingIntegration

    sentry_sdk.init(
        settings.SENTRY_DSN,
        environment=settings.ENVIRONMENT,
        release=version(),
        dist=build.identity(),
        before_send=_left_in,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        shutdown_timeout=STOP_SECONDS,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False),
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),
            ThreadingIntegration(),
            DedupeIntegration(),
            AtexitIntegration(callback=lambda waiting, timeout: None),  # says nothing
        ],
    )


def _left_in(event: dict, hint: dict) -> dict | None:
    """What is sent of an event; None for nothing."""
    error = (hint.get("exc_info") or (None, None))[1]
    if outage(error):
        return None
    kept = {name: value for name, value in event.items() if name not in LEFT_OUT}
    if asked := kept.get("request"):
        kept["request"] = {name: asked[name] for name in ("method", "url") if name in asked}
    if reference := request_id.get():
        kept["tags"] = dict(kept.get("tags") or {}) | {"request_id": reference}  # that the reader was shown
    return _discreet(kept)


def _discreet(value):
    """The same without what the log must not hold, in all that is nested in it."""
    if isinstance(value, str):
        return discreet(value)
    if isinstance(value, dict):
        return {_discreet(name): _discreet(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_discreet(each) for each in value]
    return value
