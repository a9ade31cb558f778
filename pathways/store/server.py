"""Serving on this machine: is the port free, and the server that answers on it."""

import os
import socket
import sys
from pathlib import Path


def is_free(port: int) -> bool:
    """Whether nobody listens on 127.0.0.1 at that port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def run(port: int, folder: Path) -> None:
    """Become the server: two processes of four threads, on loopback. Does not return.

    Its control socket lies in the private data folder.
    """
    command = [
        sys.executable, "-m", "gunicorn", "wsgi:app",
        "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--control-socket", str(folder / "gunicorn.ctl"),
        "--log-level", "warning",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - no shell, and every word is ours
