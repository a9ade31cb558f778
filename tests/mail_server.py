"""A real SMTP server for tests: it counts every message that it took whole, and fails in each way that servers fail."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port

FATES = {
    "takes": "250 Taken",
    "takes and drops the connection": None,
    "drops the connection": None,
    "is busy": "451 Later",
    "is closing": "421 Closing",
    "refuses": "550 Never",
}
"""What the server does with a message that it got whole, and what it answers. A drop answers nothing."""
AT_THE_ADDRESS = {"busy address": "450 Later", "refused address": "550 No such mailbox"}
TAKING = ("takes", "takes and drops the connection")


class MailServer:
    """What came in. `fate(message_id)` says what befalls a message; `at_address` the same for its receiver."""

    def __init__(self, fate: Callable[[str], str], pause: Callable[[], float] = lambda: 0.0) -> None:
        self.fate, self.pause = fate, pause
        self.taken: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.messages: list[EmailMessage] = []
        self.port = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        for name, answer in AT_THE_ADDRESS.items():
            if address.startswith(name.replace(" ", ".")):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.content or b"", policy=policy.default)
        message_id = str(message["Message-ID"]).strip("<>").split("@")[0]
        time.sleep(self.pause())
        does = self.fate(message_id)
        if does in TAKING:
            self.taken[message_id] += 1
            self.messages.append(message)
        answer = FATES[does]
        if answer is None:
            server.transport.abort()
            return "250 nobody hears it"
        if answer.startswith("250"):
            self.answered[message_id] += 1
        return answer


def by_chance(dice: random.Random) -> Callable[[str], str]:
    """A server in a bad mood: of ten messages it takes six, and does something else to the others."""
    names = tuple(FATES)
    return lambda _: dice.choices(names, weights=(60, 5, 10, 15, 5, 5))[0]


@contextmanager
def mail_server(
    fate: Callable[[str], str] = lambda _: "takes", pause: Callable[[], float] = lambda: 0.0
) -> Iterator[MailServer]:
    """A server on a port of this machine, as long as the block lasts."""
    server = MailServer(fate, pause)
    server.port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def settings_for(port: int) -> dict[str, Any]:
    """The settings of a service that sends by it."""
    return {
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": port,
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "pathways@county.example",
        "PUBLIC_URL": "https://pathways.example",
    }
