"""The words of a message, and who can be written to.

Bodies hold a link and a reference and nothing of a person (design choice). The words are data with versions: a changed
text is a new row, so that what was sent can be read back as it was.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pathways.outbox.rules.states import Medium
from pathways.tables import rows_of

DATA = Path(__file__).parent.parent / "data"
LONGEST_ADDRESS = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE = re.compile(r"\+?[0-9]{10,15}")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The text of one kind of message in one version. `called` is its name as an administrator reads it."""

    code: str
    version: int
    from_on: date
    medium: Medium
    called: str
    subject: str
    body: str

    def subject_of(self, reference: str, **more: str) -> str:
        return _filled(self.subject, reference=reference, **more)

    def body_of(self, reference: str, link: str, **more: str) -> str:
        """`more` is what else the words have room for: of a link to sign in, where and as what."""
        return _filled(self.body, reference=reference, link=link, **more)


def _filled(words: str, **parts: str) -> str:
    """Words with their parts in place; what a part itself holds is left as it is."""
    return re.sub(r"{(\w+)}", lambda room: parts.get(room[1], room[0]), words)


def wording(code: str, on: date) -> Wording:
    """The text of a kind that is in use on a day. Raises LookupError for a kind that is not in the table."""
    known = [one for one in wordings() if one.code == code and one.from_on <= on]
    if not known:
        raise LookupError(f"{code} is not in outbox/data/messages.csv")
    return max(known, key=lambda one: (one.from_on, one.version))


def wording_in(code: str, version: int) -> Wording:
    """The text of a kind in one version. Raises LookupError."""
    for one in wordings():
        if (one.code, one.version) == (code, version):
            return one
    raise LookupError(f"{code} has no version {version}")


@cache
def wordings() -> tuple[Wording, ...]:
    """Every row of `data/messages.csv`."""
    return tuple(
        Wording(
            code=row["code"],
            version=int(row["version"]),
            from_on=date.fromisoformat(row["from_on"]),
            medium=Medium(row["channel"]),
            called=row["called"],
            subject=row["subject"],
            body=row["body"],
        )
        for row in rows_of(DATA / "messages.csv")
    )


def can_be_written_to(medium: Medium, address: str) -> bool:
    """Whether an address is one: nothing in it can end a header or name a second receiver."""
    if medium is Medium.TEXT:
        return _PHONE.fullmatch(address.replace(" ", "")) is not None
    return len(address) <= LONGEST_ADDRESS and _EMAIL.fullmatch(address) is not None
