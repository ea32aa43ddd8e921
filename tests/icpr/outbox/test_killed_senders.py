"""Two senders, five hundred letters and fifty kills: each letter arrives once, or is known not to be known."""

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter

import pytest

from tests.icpr.outbox.sinks import Sink, listening
from tests.server import ROOT, environment

pytestmark = pytest.mark.slow


class SlowSink(Sink):
    """Takes its time at every step, so that a kill may come at any."""

    async def answer(self, server, stage, who):
        await asyncio.sleep(random.uniform(0, 0.012))
        return await super().answer(server, stage, who)

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(random.uniform(0, 0.006))
        return answer


def test_works(database_url, tmp_path):
    with listening(SlowSink()) as server:
        given = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "EMAIL_TLS": "off"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.icpr.outbox.senders"],
            cwd=ROOT,
            env=environment(tmp_path / "var", DATABASE_URL=database_url, **given),
            capture_output=True,
            text=True,
            timeout=150,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    arrived = Counter(to.partition("@")[0].replace("n", "trial:") for to in server.handler.recipients)
    states = told["states"]
    assert told["killed"] == 50
    assert len(states) == 500
    assert set(states.values()) <= {"sent", "unknown"}, "none is lost"
    assert max(arrived.values()) == 1, "none comes twice"
    assert {key for key, state in states.items() if state == "sent"} <= arrived.keys()
    assert told["attempts"] > 500, "what a killed sender had is taken again"
    assert 0 < Counter(states.values())["unknown"] <= 55
