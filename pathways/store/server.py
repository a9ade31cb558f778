"""Serving on this machine: is the port free, the server that answers on it, and the worker beside it."""

import os
import socket
import subprocess
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


def keep_mail_in(folder: Path, port: int) -> None:
    """The server and the worker that this process starts put mail into a folder of this machine."""
    os.environ["MAIL_FOLDER"] = str(folder)
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")


def start_worker() -> None:
    """Start the worker beside the server that this process is about to become. It ends with it."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--with-parent"]
    subprocess.Popen(command)  # noqa: S603 - no shell, and every word is ours


def run(port: int) -> None:
    """Become the server on loopback, as gunicorn.conf.py says: two processes of eight threads. Does not return."""
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    os.execv(sys.executable, command)  # noqa: S606 - no shell, and every word is ours
