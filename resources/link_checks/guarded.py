"""Sessions that never connect to an address inside a network, and whose connections end with a deadline.

A name is looked up once, and the connection goes to the address that was found and allowed (requests-hardened). Only
this module and `asking` import it, and `checking` only once there is something to check.
"""

import ipaddress
import logging
import socket
from dataclasses import dataclass

from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from resources.link_checks.deadline import Deadline

A_WAIT = 8.0  # seconds for a connection, and for each part of an answer
UNUSED = (ipaddress.ip_network("::/96"), ipaddress.ip_network("fec0::/10"))  # IPv4 in old forms, old private networks

logging.getLogger("requests_hardened").setLevel(logging.ERROR)  # it writes addresses, which belong in no log


@dataclass(frozen=True)
class Rules:
    """user_agent: who asks. seconds: for all requests of one address together. pause: between two to a host.

    allow_loopback and ca_file are for tests that ask a server of their own; nothing in the library sets them.
    """

    user_agent: str
    seconds: float = 20.0
    pause: float = 2.0
    allow_loopback: bool = False
    ca_file: str | None = None


def new_session(rules: Rules) -> HTTPSession:
    """A session that nothing around it changes: no proxy, no password file and no certificate of the environment."""
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=rules.allow_loopback,
        never_redirect=True,
        default_timeout=(A_WAIT, A_WAIT),
        user_agent_override=rules.user_agent,
    )
    session = HTTPSession(config)
    session.trust_env = False
    return session


def mount(session: HTTPSession, rules: Rules, deadline: Deadline) -> None:
    """Have a session's next requests end with a deadline."""
    for scheme in ("http", "https"):
        session.mount(f"{scheme}://", _Adapter(scheme == "https", rules.allow_loopback, deadline))


class _Adapter(IPFilterAdapter):
    """The filter of requests-hardened, whose name look-ups and connections end with a deadline."""

    def __init__(self, is_https: bool, allow_loopback: bool, deadline: Deadline):
        self.deadline = deadline
        super().__init__(is_https_proto=is_https, allow_loopback=allow_loopback)

    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self.deadline)

    def build_connection_pool_key_attributes(self, request, verify, cert=None):
        build = super().build_connection_pool_key_attributes
        host, pool = self.deadline.bounded(lambda: build(request, verify, cert))
        address = ipaddress.ip_address(host["host"].strip("[]"))
        if address.version == 6 and not address.is_loopback and any(address in network for network in UNUSED):
            raise InvalidIPAddress(address)
        return host, pool


def _pools(deadline: Deadline) -> dict[str, type[HTTPConnectionPool]]:
    """Pools whose connections are watched by a deadline from the moment they are made."""

    class Watched:
        def _new_conn(self) -> socket.socket:
            connection = super()._new_conn()
            deadline.watch(connection)
            return connection

    plain = type("Plain", (Watched, HTTPConnection), {})
    secure = type("Secure", (Watched, HTTPSConnection), {})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
