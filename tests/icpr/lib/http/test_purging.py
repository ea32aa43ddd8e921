"""Networks are told to forget in their own words, and what they answer is understood."""

import json
import socket
from threading import Thread

import pytest

from icpr.lib.env import Env
from icpr.lib.http.purging import NETWORKS, Unpurged, check, purge
from tests.networks import TOKEN, listening
from tests.server import free_port

WHOLE = {
    "CDN": "fastly",
    "CDN_PURGE_URL": "https://api.fastly.com/service/abc/purge",
    "CDN_PURGE_TOKEN": "s3cr3t-of-fastly",
}


@pytest.fixture
def sink():
    with listening() as sink:
        yield sink


def problems(**changes: str) -> list[str]:
    env = Env(WHOLE | changes)
    network = env.choice("CDN", tuple(NETWORKS), "")
    check(env, network, env.text("CDN_PURGE_URL", ""), env.text("CDN_PURGE_TOKEN", ""))
    assert not any("s3cr3t" in told for told in env.problems)
    return env.problems


def test_works_for_fastly(sink):
    purge("fastly", sink.url, TOKEN, "icpr")
    [told] = sink.told
    assert (told.method, told.path, told.body) == ("POST", "/purge", b"")
    assert (told.headers["fastly-key"], told.headers["surrogate-key"]) == (TOKEN, "icpr")
    assert "fastly-soft-purge" not in told.headers, "what is withdrawn is not to be shown while the library is asked"


def test_works_for_cloudflare(sink):
    purge("cloudflare", sink.url, TOKEN, "icpr")
    [told] = sink.told
    assert (told.method, json.loads(told.body)) == ("POST", {"tags": ["icpr"]})
    assert told.headers["authorization"] == f"Bearer {TOKEN}"
    assert told.headers["content-type"] == "application/json"


@pytest.mark.parametrize("token", ["", TOKEN])
def test_works_for_varnish(sink, token):
    purge("varnish", sink.url, token, "icpr")
    [told] = sink.told
    assert (told.method, told.headers["xkey"]) == ("PURGE", "icpr")
    assert told.headers.get("authorization", "") == (f"Bearer {token}" if token else "")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "refuses CDN_PURGE_TOKEN (401): correct it"),
        (403, "refuses CDN_PURGE_TOKEN (403): correct it"),
        (404, "no such address (404): correct CDN_PURGE_URL"),
        (429, "forgot nothing (429): it is told again by itself"),
        (500, "forgot nothing (500)"),
    ],
)
def test_a_refusal_says_what_to_do(sink, status, said):
    sink.status = status
    for network in NETWORKS:
        with pytest.raises(Unpurged) as caught:
            purge(network, sink.url, TOKEN, "icpr")
        assert said in str(caught.value)
        assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("body", [b'{"success": false}', b"<html>", b"[]", b""])
def test_cloudflare_must_say_that_it_did(sink, body):
    sink.body = body
    with pytest.raises(Unpurged, match="it said so"):
        purge("cloudflare", sink.url, TOKEN, "icpr")


def test_the_token_is_sent_nowhere_else(sink):
    with listening() as other:
        sink.status, sink.headers = 307, {"Location": other.url}
        with pytest.raises(Unpurged, match="307"):
            purge("fastly", sink.url, TOKEN, "icpr")
        assert other.told == []


def test_one_that_is_away_or_speaks_otherwise_is_told():
    with pytest.raises(Unpurged, match=r"does not answer .*CDN_PURGE_URL"):
        purge("varnish", f"http://127.0.0.1:{free_port()}/", "", "icpr")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(30)

        def nonsense():
            connection, _ = listener.accept()
            with connection:
                connection.recv(1_000)
                connection.sendall(b"220 mail ready\r\n")

        thread = Thread(target=nonsense)
        thread.start()
        with pytest.raises(Unpurged, match="does not answer"):
            purge("varnish", f"http://127.0.0.1:{listener.getsockname()[1]}/", "", "icpr")
        thread.join()


def test_one_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr("icpr.lib.http.purging.WITHIN", 0.2)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(Unpurged, match="does not answer"):
            purge("varnish", f"http://127.0.0.1:{listener.getsockname()[1]}/", "", "icpr")


def test_whole_settings_are_taken():
    assert problems() == []
    assert problems(CDN="", CDN_PURGE_URL="", CDN_PURGE_TOKEN="") == []
    assert problems(CDN="varnish", CDN_PURGE_URL="http://varnish:6081/", CDN_PURGE_TOKEN="") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"CDN": ""}, ["CDN_PURGE_URL means nothing without CDN", "CDN_PURGE_TOKEN means nothing without CDN"]),
        ({"CDN_PURGE_URL": ""}, ["CDN means nothing without CDN_PURGE_URL"]),
        ({"CDN_PURGE_TOKEN": ""}, ["CDN_PURGE_TOKEN is missing: fastly forgets nothing without one"]),
        ({"CDN": "akamai"}, ["CDN must be one of fastly, cloudflare, varnish"]),
        ({"CDN_PURGE_TOKEN": "two words"}, ["CDN_PURGE_TOKEN must be the token as the network gives it"]),
        ({"CDN_PURGE_TOKEN": "x", "CDN_PURGE_URL": ""}, ["CDN means nothing", "CDN_PURGE_TOKEN must be"]),
    ],
)
def test_half_of_it_is_refused_with_all_that_is_wrong(changes, said):
    found = problems(**changes)
    assert len(found) == len(said), found
    assert all(each in told for each, told in zip(said, found, strict=True)), found


@pytest.mark.parametrize(
    "address",
    [
        *("api.fastly.com", "http://api.fastly.com/service/abc/purge", "ftp://a/b", "https://", "https://a:port/"),
        *("https://user:s3cr3t@a/", "https://a/#b", "https://a/ b", "https://a/é"),
    ],
)
def test_an_address_that_is_none_or_would_show_the_token_is_refused(address):
    assert problems(CDN_PURGE_URL=address) == [
        "CDN_PURGE_URL must be an address with https://, for fastly; it cannot be read."
    ]
