"""A port of this machine for a server that a test or the bench starts."""

import random
import socket

LISTENING = range(20_000, 30_000)
"""Below the ports that systems hand out to whoever connects: one that the system chose was at times another's by the time
the server that had been asked to listen on it did."""


def free_port() -> int:
    """A port that nobody listens on now. Raises OSError where there is none."""
    for port in random.sample(LISTENING, len(LISTENING)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError("Somebody listens on every port")
