"""What gunicorn reads when it is started in this folder. Options of its command line go over it."""

import os
from typing import Any

worker_class = "pathways.store.server.PatientWorker"
workers = 2
threads = 8
# systemd and signals steer it; a socket by which to stop it would be one more door.
control_socket_disable = True


def post_fork(_server: Any, worker: Any) -> None:
    """Tell the application how many threads its process has: it keeps one of them free, to say that it is busy."""
    os.environ["SERVER_THREADS"] = str(worker.cfg.threads)
