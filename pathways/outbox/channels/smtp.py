"""Sending e-mail by SMTP, one message at a time over one connection.

What SMTP cannot tell: after the last dot of a message and before the server's answer the connection can end, and then
nobody knows whether the server has it (RFC 5321 section 4.5.4, recalled). So the dot is sent only after it is recorded
that it will be; everything before it can be tried again safely.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pathways.outbox.channels.way import Answer, Letter, Result, Unreachable
from pathways.outbox.rules import Medium

PATIENCE = 30.0
"""Seconds for each step of the conversation."""
READY_FOR_TEXT, CLOSING = 354, 421
_LINES = SMTP.clone(max_line_length=900)  # a link is not broken in two


@dataclass(frozen=True, kw_only=True)
class SmtpChannel:
    """A server that takes our mail. `security` is starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    media = frozenset({Medium.EMAIL})
    can_be_asked = False

    @contextmanager
    def sending(self) -> Iterator["SmtpSending"]:
        """A connection that opens with the first message and opens anew when it was lost."""
        way = SmtpSending(self)
        try:
            yield way
        finally:
            way.close()

    def was_taken(self, message_id: str) -> bool:
        """No server of mail can be asked."""
        raise Unreachable("SMTP")

    def connect(self) -> smtplib.SMTP:
        """A connection that mail can be sent over: never in the clear where it should not be. Raises OSError."""
        domain, safely = self.sender.rsplit("@", 1)[-1], ssl.create_default_context()
        if self.security == "tls":
            return self._signed_in(
                smtplib.SMTP_SSL(self.host, self.port, domain, timeout=PATIENCE, context=safely),
            )
        connection = smtplib.SMTP(self.host, self.port, domain, timeout=PATIENCE)
        try:
            if self.security == "starttls":
                connection.starttls(context=safely)
            return self._signed_in(connection)
        except BaseException:
            connection.close()
            raise

    def _signed_in(self, connection: smtplib.SMTP) -> smtplib.SMTP:
        connection.ehlo_or_helo_if_needed()
        if self.user:
            connection.login(self.user, self.password)
        return connection


class SmtpSending:
    """One connection, and one after it when the server ends it."""

    def __init__(self, channel: SmtpChannel) -> None:
        self._channel = channel
        self._connection: smtplib.SMTP | None = None

    def send(self, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        try:
            self._connection = self._connection or self._channel.connect()
        except (OSError, smtplib.SMTPException) as error:
            return Result(answer=Answer.LATER, code=_code(error), is_down=True)
        handed: list[bool] = []

        def hand_over() -> bool:
            handed.append(may_hand_over())
            return handed[-1]

        try:
            return self._converse(self._connection, letter, hand_over)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            may_have_it = any(handed)
            return Result(answer=Answer.UNKNOWN if may_have_it else Answer.LATER, code=_code(error))

    def _converse(self, connection: smtplib.SMTP, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        code, _ = connection.mail(self._channel.sender)
        if code // 100 == 2:
            code, _ = connection.rcpt(letter.to)
        if code // 100 == 2:
            code, _ = connection.docmd("DATA")
        if code != READY_FOR_TEXT:
            return self._said_no(connection, code)
        connection.send(_text_of(letter, self._channel.sender))
        if not may_hand_over():
            self.close()  # without its last dot the server forgets what it got
            return Result(answer=Answer.NOT_OURS)
        connection.send(b".\r\n")
        code, _ = connection.getreply()
        if code // 100 == 2:
            return Result(answer=Answer.TAKEN, code=str(code))
        if code // 100 in (4, 5):
            return self._said_no(connection, code)
        return Result(answer=Answer.UNKNOWN, code=str(code))

    def _said_no(self, connection: smtplib.SMTP, code: int) -> Result:
        if code == CLOSING:
            self.close()
        else:
            connection.rset()
        return Result(answer=Answer.NEVER if code // 100 == 5 else Answer.LATER, code=str(code))

    def close(self) -> None:
        """Say good-bye where the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.close()


def _text_of(letter: Letter, sender: str) -> bytes:
    """The message as it goes over the line, but for its last dot."""
    mail = EmailMessage(policy=_LINES)
    mail["From"], mail["To"], mail["Subject"] = sender, letter.to, letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.message_id}@{sender.rsplit('@', 1)[-1]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body)
    text = mail.as_bytes()
    return re.sub(rb"(?m)^\.", b"..", text if text.endswith(b"\r\n") else text + b"\r\n")


def _code(error: Exception) -> str:
    """A number of the server's or the kind of the error: its words may hold an address."""
    return str(getattr(error, "smtp_code", "") or type(error).__name__)[:40]
