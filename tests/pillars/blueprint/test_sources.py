"""Where readers are sent for the work itself: never to a copy by a scraper, study cards, a download or an error."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from icpr.lib.http.refused_hosts import refused_host

FIXTURES = sorted(Path("fixtures").rglob("*.json"))
REFUSED_KEYS = {"error", "export", "code", "fbclid", "gclid", "ref", "rskey", "download", "casa_token", "token"}
REFUSED_PATHS = re.compile(
    r"/(citation|conversion|export|unapi)\b.*\.php|/cite\b|\.(ris|enw|bib)$|cookies?_not_supported", re.I
)


def refusal(address: str) -> str:
    """Why readers are not sent to an address, in a word, or nothing."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "unreadable"
    keys = {key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if parts.scheme not in ("https", "http") or not host or parts.username is not None:
        return "form"
    if host.endswith(".") or host.startswith("ftp.") or re.fullmatch(r"[\d.:]+", host) or parts.port:
        return "host"
    if refused_host(host):
        return "copy"
    if REFUSED_PATHS.search(parts.path) or keys & REFUSED_KEYS or any(key.startswith("utm_") for key in keys):
        return "download, error or tracking"
    return ""


@pytest.mark.parametrize(
    "address",
    [
        "https://docslib.org/doc/9575696/implicit-bias-training-for-police",
        "https://online.documentine.com/levels-of-evidence-in-law/1/x.html",
        "https://brainscape.com/flashcards/pillar-4-15746502/packs/22032436",
        "http://ftp.nowpublishers.com/pijpsm/article/48/6/1207",
        "https://ideas.repec.org./a/wly/camsys/v9y2013i1pi-147.html",
        "https://nap.nationalacademies.org/citation.php?type=enw&record_id=18891",
        "https://www.safetylit.org/unapi/conversion.php?export=bib&id=ct",
        "https://link.springer.com/article/10.1007/s11292-019-09397-8?error=cookies_not_supported&code=73a0",
        "https://www.crimesolutions.gov/PracticeDetails.aspx?ID=86&utm_source=eblast-govdelivery",
        "https://example.org/2020/09/10/study?ref=themilsource.com",
        "http://47.251.13.51/37131919",
        "https://name@example.org/",
        "ftp://example.org/report.pdf",
        "https://[",
    ],
)
def test_what_is_no_source_is_refused(address):
    assert refusal(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://doi.org/10.1007/s11292-019-09397-8",
        "https://crimesolutions.gov/PracticeDetails.aspx?ID=81",
        "https://www.ojp.gov/library/publications/final-report-presidents-task-force-21st-century-policing",
        "http://laserfiche.newbrightonmn.gov/WebLink/0/doc/243533/Page8.aspx",
    ],
)
def test_the_work_itself_is_not_refused(address):
    assert not refusal(address)


def addresses(value) -> Iterator[str]:
    """Every address in what a fixture holds, also within texts."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from addresses(part)
    elif isinstance(value, str):
        yield from re.findall(r"(?:https?|ftp)://[^\s\"<>]+", value)


@pytest.mark.parametrize("path", FIXTURES, ids=str)
def test_no_fixture_sends_readers_to_a_copy(path):
    """Notes are for staff alone, who may be told where a text was seen."""
    rows = json.loads(path.read_text())
    shown = [{key: value for key, value in row["fields"].items() if key != "staff_note"} for row in rows]
    assert [(found, refusal(found)) for found in addresses(shown) if refusal(found)] == []


def test_a_finding_without_an_address_has_its_full_citation():
    rows = json.loads(Path("fixtures/02b_blueprint.json").read_text())
    findings = [row["fields"] for row in rows if row["model"] == "pillars.finding"]
    without = [finding for finding in findings if not finding["url"]]
    assert len({finding["source_title"] for finding in without}) == 3
    for finding in findings:
        assert finding["source_title"], finding
        assert finding["source_org"], finding
    for finding in without:
        assert re.search(r"\(.*\)|\d+\(\d+\)", finding["source_title"] + finding["source_org"]), finding
