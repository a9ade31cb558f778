"""The ways out for a message: SMTP, GOV.UK Notify, and a folder of this machine for the demonstration."""

import logging
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime, parsedate_to_datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pathways.outbox.rules import Medium

if TYPE_CHECKING:
    from notifications_python_client.notifications import NotificationsAPIClient

# What every way out takes, and what it answers.


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message as it goes out. `message_id` is the same however often it is tried."""

    medium: Medium
    to: str
    subject: str
    body: str
    message_id: str
    at: datetime


class Handover(Enum):
    """What became of handing a letter over.

    LATER: the server does not have it, try again. UNKNOWN: the connection ended after the last byte may have left.
    """

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"
    NOT_OURS = "not ours any more"


@dataclass(frozen=True, kw_only=True)
class Result:
    """`code` is the server's number or a word of ours, never its own words. `is_down`: the next would fail as well."""

    answer: Handover
    code: str = ""
    is_down: bool = False


class Unreachable(Exception):
    """The server cannot be asked now. The message is a code, never the server's words."""


class Sending(Protocol):
    """An open way out."""

    def send(self, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        """Hand a letter over.

        `may_hand_over` is asked just before the server can have it whole, and records that; where it says no, the
        letter goes nowhere.
        """


class Channel(Protocol):
    """A way out. `media` are the kinds of message it takes."""

    @property
    def media(self) -> frozenset[Medium]: ...

    @property
    def can_be_asked(self) -> bool:
        """Whether the server can say if it has a message."""

    def sending(self) -> AbstractContextManager[Sending]: ...

    def was_taken(self, message_id: str) -> bool:
        """Whether the server has this message already. Only where it can be asked. Raises Unreachable."""


# Mail that goes no further than a folder of this machine, a file each: the demonstration's way out.


SENDER = "pathways@county.example"
_LINES = SMTP.clone(max_line_length=900)  # a link is not broken in two
_HEADERS = BytesHeaderParser(policy=_LINES)


@dataclass(frozen=True, kw_only=True)
class FolderChannel:
    """A folder that takes our mail. Whether it has a letter can be asked: its file is named after it."""

    folder: Path
    media = frozenset({Medium.EMAIL})
    can_be_asked = True

    @contextmanager
    def sending(self) -> Iterator["FolderChannel"]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield self

    def send(self, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        """Written under another name first: a file of the folder is a whole letter."""
        unfinished = self.folder / f".{letter.message_id}"
        try:
            unfinished.write_bytes(_text_for_folder(letter))
            if not may_hand_over():
                unfinished.unlink()
                return Result(answer=Handover.NOT_OURS)
            unfinished.rename(self._file(letter.message_id))
        except OSError as error:
            return Result(answer=Handover.LATER, code=type(error).__name__[:40], is_down=True)
        return Result(answer=Handover.TAKEN, code="folder")

    def was_taken(self, message_id: str) -> bool:
        return self._file(message_id).exists()

    def _file(self, message_id: str) -> Path:
        return self.folder / f"{message_id}.eml"


@dataclass(frozen=True, kw_only=True)
class FolderLetter:
    """A letter in the folder: its file, its subject, and when it was sent. To whom is in the file alone."""

    name: str
    subject: str
    at: datetime


def kept_in(folder: Path, most: int) -> tuple[FolderLetter, ...]:
    """The latest letters, at most so many."""
    files = sorted(folder.glob("*.eml"), key=lambda each: (each.stat().st_mtime_ns, each.name), reverse=True)
    return tuple(_kept(each) for each in files[:most])


def _kept(file: Path) -> FolderLetter:
    with file.open("rb") as lines:
        headers = _HEADERS.parse(lines)
    return FolderLetter(name=file.name, subject=str(headers["Subject"]), at=parsedate_to_datetime(str(headers["Date"])))


def _text_for_folder(letter: Letter) -> bytes:
    mail = EmailMessage(policy=_LINES)
    mail["From"], mail["To"], mail["Subject"] = SENDER, letter.to, letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.message_id}@{SENDER.rsplit('@', 1)[-1]}>"
    mail.set_content(letter.body)
    return mail.as_bytes()


# Sending by GOV.UK Notify (docs.notifications.service.gov.uk, read): e-mails and texts, each under our own reference.
#
# Its templates hold the texts, so one template for each medium is made there with the fields ((subject)) and ((body)).
# It can be asked for a message by our reference: what was handed over without an answer is looked up, not sent again.


TOO_MANY, NOT_ALLOWED = 429, (401, 403)


@dataclass(frozen=True, kw_only=True)
class NotifyChannel:
    """A service of GOV.UK Notify: its key, and the template for each medium."""

    key: str
    address: str
    email_template: str
    text_template: str
    can_be_asked = True

    @property
    def media(self) -> frozenset[Medium]:
        has = {Medium.EMAIL: self.email_template, Medium.TEXT: self.text_template}
        return frozenset(medium for medium, template in has.items() if template)

    @contextmanager
    def sending(self) -> Iterator["NotifySending"]:
        yield NotifySending(self.client(), self)

    def was_taken(self, message_id: str) -> bool:
        """Whether Notify knows our reference. Raises Unreachable."""
        from notifications_python_client.errors import APIError

        try:
            answer = self.client().get_all_notifications(reference=message_id)
        except APIError as error:
            raise Unreachable(str(error.status_code)) from None
        return bool(answer["notifications"])

    def client(self) -> "NotificationsAPIClient":
        # Imported on first use: only the worker of a service that has a key needs it.
        from notifications_python_client.notifications import NotificationsAPIClient

        # It logs what Notify says, which may repeat the number or the address.
        logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
        return NotificationsAPIClient(self.key, base_url=self.address)


class NotifySending:
    """Posts, one a message."""

    def __init__(self, client: "NotificationsAPIClient", channel: NotifyChannel) -> None:
        self._client, self._channel = client, channel

    def send(self, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        from notifications_python_client.errors import APIError

        if not may_hand_over():
            return Result(answer=Handover.NOT_OURS)
        try:
            self._post(letter)
        except APIError as error:
            return _said_no(int(error.status_code))
        return Result(answer=Handover.TAKEN, code="201")

    def _post(self, letter: Letter) -> None:
        personalisation = {"subject": letter.subject, "body": letter.body}
        if letter.medium is Medium.EMAIL:
            template = self._channel.email_template
            self._client.send_email_notification(letter.to, template, personalisation, reference=letter.message_id)
        else:
            del personalisation["subject"]
            self._client.send_sms_notification(
                letter.to, self._channel.text_template, personalisation, letter.message_id
            )


def _said_no(status: int) -> Result:
    """A wrong message is refused for good; a wrong key or a limit is not the message's fault; else nobody knows."""
    if status == TOO_MANY or status in NOT_ALLOWED:
        return Result(answer=Handover.LATER, code=str(status), is_down=True)
    return Result(answer=Handover.NEVER if 400 <= status < 500 else Handover.UNKNOWN, code=str(status))


# Sending e-mail by SMTP, one message at a time over one connection.
#
# What SMTP cannot tell: after the last dot of a message and before the server's answer the connection can end, and
# then nobody knows whether the server has it (RFC 5321 section 4.5.4, recalled). So the dot is sent only after it is
# recorded that it will be; everything before it can be tried again safely.


PATIENCE = 30.0
"""Seconds for each step of the conversation."""
READY_FOR_TEXT, CLOSING = 354, 421


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
        """A mail server cannot be asked what it has."""
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
            return Result(answer=Handover.LATER, code=_code(error), is_down=True)
        handed: list[bool] = []

        def hand_over() -> bool:
            handed.append(may_hand_over())
            return handed[-1]

        try:
            return self._converse(self._connection, letter, hand_over)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            may_have_it = any(handed)
            return Result(answer=Handover.UNKNOWN if may_have_it else Handover.LATER, code=_code(error))

    def _converse(self, connection: smtplib.SMTP, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        code, _ = connection.mail(self._channel.sender)
        if code // 100 == 2:
            code, _ = connection.rcpt(letter.to)
        if code // 100 == 2:
            code, _ = connection.docmd("DATA")
        if code != READY_FOR_TEXT:
            return self._said_no(connection, code)
        connection.send(_text_for_server(letter, self._channel.sender))
        if not may_hand_over():
            self.close()  # without its last dot the server forgets what it got
            return Result(answer=Handover.NOT_OURS)
        connection.send(b".\r\n")
        code, _ = connection.getreply()
        if code // 100 == 2:
            return Result(answer=Handover.TAKEN, code=str(code))
        if code // 100 in (4, 5):
            return self._said_no(connection, code)
        return Result(answer=Handover.UNKNOWN, code=str(code))

    def _said_no(self, connection: smtplib.SMTP, code: int) -> Result:
        if code == CLOSING:
            self.close()
        else:
            connection.rset()
        return Result(answer=Handover.NEVER if code // 100 == 5 else Handover.LATER, code=str(code))

    def close(self) -> None:
        """End the conversation if the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.close()


def _text_for_server(letter: Letter, sender: str) -> bytes:
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
