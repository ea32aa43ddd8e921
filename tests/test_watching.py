"""The dashboard and the alerts in `deploy/`: every figure they name is one that the running library tells, and the
alerts come when they should."""

import json
import os
import re
import shutil
import subprocess

import pytest
from django.db import connection

from tests.icpr.health.conftest import watched  # noqa: F401  the running site
from tests.server import ROOT
from tests.waiting import until

DASHBOARD = ROOT / "deploy" / "grafana" / "icpr-library.json"
RULES = ROOT / "deploy" / "prometheus" / "icpr-library.rules.yml"
SCRAPE = RULES.with_name("scrape.yml")
NAME = re.compile(r"\b(icpr_\w+|up)\b")
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(not PROMTOOL and "CI" not in os.environ, reason="promtool is not here")

# Series in the notation of promtool, one sample a minute; which alerts come of them after a time, and no others.
BUCKET = "icpr_request_duration_seconds_bucket"
CASES = {
    "all is well": ('up{job="icpr-library", instance="a"}: 1x60', "40m", []),
    "down": ('up{job="icpr-library", instance="a"}: 0x60', "3m", ["LibraryDown"]),
    "not asked": ('up{job="other", instance="a"}: 1x60', "3m", ["LibraryDown"]),
    "errors": (
        'icpr_requests_total{status="200"}: 0+600x60; icpr_requests_total{status="500"}: 0+30x60',
        "15m",
        ["LibraryErrors"],
    ),
    "few errors": ('icpr_requests_total{status="200"}: 0+600x60; icpr_requests_total{status="500"}: 0+3x60', "15m", []),
    "slow": (
        f'icpr_requests_total{{status="200"}}: 0+60x60; {BUCKET}{{route="resources", le="1.0"}}: 0+30x60; '
        f'{BUCKET}{{route="resources", le="2.5"}}: 0+60x60; {BUCKET}{{route="resources", le="+Inf"}}: 0+60x60',
        "30m",
        ["LibrarySlow"],
    ),
    "slow for staff alone": (
        f'icpr_requests_total{{status="200"}}: 0+60x60; {BUCKET}{{route="admin", le="1.0"}}: 0+0x60; '
        f'{BUCKET}{{route="admin", le="+Inf"}}: 0+60x60',
        "30m",
        [],
    ),
    "too busy": ('icpr_refused_total{reason="too busy"}: 0+60x60', "15m", ["LibraryTooBusy"]),
    "refused for cause": ('icpr_refused_total{reason="malformed"}: 0+60x60', "15m", []),
    "job overdue": ('icpr_job_overdue{name="send-mail"}: 1x60', "10m", ["LibraryJobOverdue"]),
    "job fails": ('icpr_job_attempts{name="send-mail"}: 3x60', "10m", ["LibraryJobFails"]),
    "mail": (
        'icpr_mail_oldest_seconds{state="waiting"}: 30000+60x60; icpr_mail_paused: 0x60',
        "20m",
        ["LibraryMailWaits"],
    ),
    "mail paused": ('icpr_mail_oldest_seconds{state="waiting"}: 30000+60x60; icpr_mail_paused: 1x60', "20m", []),
    "unknown": ('icpr_mail_messages{state="unknown"}: 0+1x60', "40m", ["LibraryMailUnknown"]),
    "disk": ("icpr_disk_free_bytes: 5x60; icpr_disk_size_bytes: 100x60", "20m", ["LibraryDiskFull"]),
    "disk fills": ("icpr_disk_free_bytes: 90000-10x60; icpr_disk_size_bytes: 100000x60", "40m", []),
    "disk fills soon": (
        "icpr_disk_free_bytes: 90000-100x60; icpr_disk_size_bytes: 100000x60",
        "40m",
        ["LibraryDiskFull"],
    ),
    "backup": ("icpr_backup_age_seconds: 130000+60x60", "20m", ["LibraryBackupOld"]),
    "index": (
        'icpr_index_behind_seconds: 700+60x60; icpr_requests_total{route="resources", status="200"}: 0+60x60',
        "10m",
        ["LibraryIndexBehind"],
    ),
    "index of nobody": ("icpr_index_behind_seconds: 700+60x60", "10m", []),
    "pool": ('icpr_database_pool{instance="a", database="default", state="waiting"}: 3x60', "10m", ["LibraryPoolFull"]),
    "figures": ('icpr_figures_complete{instance="a"}: 0x60', "10m", ["LibraryFiguresMissing"]),
}


def expressions() -> list[str]:
    """All that the dashboard asks for, with what Grafana puts in."""
    asked = [each["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for each in panel["targets"]]
    return [each.replace("$__rate_interval", "5m").replace("$instance", ".*") for each in asked]


def alerts() -> list[str]:
    return re.findall(r"- alert: (\w+)", RULES.read_text())


def rules() -> str:
    return "\n".join(line for line in RULES.read_text().splitlines() if not line.strip().startswith("#"))


@pytest.mark.slow
def test_works_with_what_the_library_tells(watched):  # noqa: F811
    (watched.folder / "last-backup.json").write_text('{"finished_at": "2026-01-01T00:00:00+00:00"}')
    watched.get("/resources/?q=police", **{"User-Agent": "Mozilla/5.0 (X11; rv:128.0) Firefox/128.0"})
    subprocess.run(["curl", "-s", "-X", "BREW", watched.url], check=False, capture_output=True)
    named = {name for text in [*expressions(), rules()] for name in NAME.findall(text)} - {"up"}
    if connection.vendor == "sqlite":
        named -= {"icpr_database_pool"}  # that has no pool
    assert len(named) > 15
    until(lambda: named <= {name for name, _ in watched.figures()})
    told = {name for name, _ in watched.figures()}
    forgotten = {re.sub("_(?:bucket|sum|count)$", "", name) for name in told - named}
    assert forgotten <= {re.sub("_(?:bucket|sum|count)$", "", name) for name in named}, "a figure that nothing shows"


def test_each_panel_has_its_place_and_asks_for_something():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    taken = [(x, y) for panel in panels for x, y in _squares(panel["gridPos"])]
    assert len(taken) == len(set(taken)), "two panels lie on each other"
    assert max(x for x, _ in taken) < 24


def _squares(place: dict) -> list[tuple[int, int]]:
    columns, rows = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
    return [(x, y) for x in columns for y in rows]


def test_each_alert_says_what_to_do_and_is_tried():
    text = RULES.read_text()
    assert (
        len(alerts())
        == len(set(alerts()))
        == text.count("summary:")
        == text.count("action:")
        == text.count("severity:")
    )
    assert set(alerts()) == {name for *_, expected in CASES.values() for name in expected}


@needs_promtool
def test_prometheus_reads_rules_scrape_and_the_questions_of_the_dashboard(tmp_path):
    shutil.copy(RULES, tmp_path)
    config = SCRAPE.read_text().replace("/etc/prometheus/icpr-library.token", str(tmp_path / "token"))
    (tmp_path / "prometheus.yml").write_text(config)
    (tmp_path / "token").write_text("rooks-Nest_0123456789")
    recorded = [{"record": f"asked:{number}", "expr": each} for number, each in enumerate(expressions())]
    (tmp_path / "asked.yml").write_text(json.dumps({"groups": [{"name": "asked", "rules": recorded}]}))
    for kind, file in (("config", "prometheus.yml"), ("rules", "asked.yml")):
        done = subprocess.run([PROMTOOL, "check", kind, tmp_path / file], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_each_alert_comes_when_it_should_and_no_other(tmp_path):
    shutil.copy(RULES, tmp_path)
    tried = []
    for name, (series, after, expected) in CASES.items():
        given = [each.strip().rpartition(": ") for each in series.split(";")]
        inputs = [{"series": said, "values": values} for said, _, values in given]
        if "up{" not in series:
            inputs.append({"series": 'up{job="icpr-library", instance="a"}', "values": "1x60"})
        fires = [
            {"expr": f'count(ALERTS{{alertstate="firing", alertname="{alert}"}}) or vector(0)', "eval_time": after}
            | {"exp_samples": [{"labels": "{}", "value": int(alert in expected)}]}
            for alert in alerts()
        ]
        tried.append({"name": name, "interval": "1m", "input_series": inputs, "promql_expr_test": fires})
    (tmp_path / "tests.yml").write_text(json.dumps({"rule_files": [RULES.name], "tests": tried}))
    done = subprocess.run([PROMTOOL, "test", "rules", tmp_path / "tests.yml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
