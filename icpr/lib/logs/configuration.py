"""What is logged, and how; in a module of its own, because the settings read it before there is a site."""


def configuration(*, as_json: bool, level: str) -> dict:
    """The configuration for `logging.config.dictConfig`: one line of text, or of JSON, for each record to stderr.

    `level` is the least that is written of what is not named here.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": f"icpr.lib.logs.formatters.{'JsonFormatter' if as_json else 'DiscreetFormatter'}",
                "format": "%(asctime)s %(levelname)s %(name)s%(reference)s %(message)s",
            }
        },
        "filters": {
            "outages": {"()": "icpr.lib.logs.outages.OneLine"},
            "probes": {"()": "icpr.lib.logs.formatters.NotOfProbes"},
            "refusals": {"()": "icpr.lib.logs.formatters.FewRefusals"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": []},  # everything goes to the root handler, once
            # Pages not found are no trouble of ours.
            "django.request": {"level": "ERROR", "filters": ["probes", "outages"]},
            "django.server": {"handlers": [], "propagate": True},
            "icpr.access": {"level": "INFO"},
        },
    }
