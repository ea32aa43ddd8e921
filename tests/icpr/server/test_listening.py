import pickle
import socket

import pytest

from icpr.server.listening import Address
from tests.server import free_port

CONNECTIONS = 200


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_works_each_worker_gets_its_share(host, family):
    """Sent to two workers, as the main process does it, the address is two sockets; each is given connections."""
    address = Address(host, free_port())
    workers = [pickle.loads(pickle.dumps(address)) for _ in range(2)]
    for worker in workers:
        assert worker.family == family
        worker.listen(CONNECTIONS)
        worker.setblocking(False)
    callers = [socket.create_connection((host, address.port)) for _ in range(CONNECTIONS)]
    shares = [accepted(worker) for worker in workers]
    assert sum(shares) == CONNECTIONS
    assert min(shares) > CONNECTIONS / 10
    for opened in (*callers, *workers):
        opened.close()


def accepted(worker: socket.socket) -> int:
    number = 0
    while True:
        try:
            connection, _ = worker.accept()
        except BlockingIOError:
            return number
        connection.close()
        number += 1
