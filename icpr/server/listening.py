"""Where the workers listen: each at a socket of its own, so that the system shares out new connections among them.

With one socket for all, whichever worker wakes first takes what waits, and a handful of lasting connections, as a proxy
keeps them, ends up with one worker while the others idle.
"""

import socket


class Address:
    """Stands for the socket in the main process. Sent to a worker, it arrives there as a socket of the worker's own."""

    def __init__(self, host: str, port: int):
        self.host, self.port = host, port

    def __reduce__(self):
        return bound, (self.host, self.port)


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address at which others of this account may listen as well."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((host, port))
    return found
