"""What gunicorn reads when it is started in this folder. Options of its command line go over it."""

import gc
from typing import Any

worker_class = "pathways.store.server.PatientWorker"
workers = 2
threads = 8
# The house is read once, by the first process, and those that it forks share it. So a signal to reload starts them anew
# with the same code and settings: a new release or setting is a restart.
preload_app = True
# systemd and signals steer it; a socket by which to stop it would be one more door.
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """What stands before the processes are forked is never looked through for what may go: to look would copy it.

    A page of fifty rows makes some thousand objects that go by themselves when it is sent: to look through them every
    few hundred, as Python would, took a twentieth of a long page.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
