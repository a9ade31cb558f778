"""Mail that goes no further than a folder of this machine, a file each: the demonstration's way out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from pathways.outbox.channels.way import Answer, Letter, Result
from pathways.outbox.rules import Medium

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
            unfinished.write_bytes(_text_of(letter))
            if not may_hand_over():
                unfinished.unlink()
                return Result(answer=Answer.NOT_OURS)
            unfinished.rename(self._file(letter.message_id))
        except OSError as error:
            return Result(answer=Answer.LATER, code=type(error).__name__[:40], is_down=True)
        return Result(answer=Answer.TAKEN, code="folder")

    def was_taken(self, message_id: str) -> bool:
        return self._file(message_id).exists()

    def _file(self, message_id: str) -> Path:
        return self.folder / f"{message_id}.eml"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A letter in the folder: its file, its subject, and when it was sent. To whom is in the file alone."""

    name: str
    subject: str
    at: datetime


def kept_in(folder: Path, most: int) -> tuple[Kept, ...]:
    """The latest letters, at most so many."""
    files = sorted(folder.glob("*.eml"), key=lambda each: (each.stat().st_mtime_ns, each.name), reverse=True)
    return tuple(_kept(each) for each in files[:most])


def _kept(file: Path) -> Kept:
    with file.open("rb") as lines:
        headers = _HEADERS.parse(lines)
    return Kept(name=file.name, subject=str(headers["Subject"]), at=parsedate_to_datetime(str(headers["Date"])))


def _text_of(letter: Letter) -> bytes:
    mail = EmailMessage(policy=_LINES)
    mail["From"], mail["To"], mail["Subject"] = SENDER, letter.to, letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.message_id}@{SENDER.rsplit('@', 1)[-1]}>"
    mail.set_content(letter.body)
    return mail.as_bytes()
