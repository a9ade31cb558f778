"""The columns of a link that works once. Each table has its own constraints, and whatever its link is to."""

from datetime import datetime

from sqlalchemy import ColumnElement, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store.base import Instant


class WorksOnce:
    """Only the hash of the token is kept."""

    id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def live(cls, at: datetime) -> tuple[ColumnElement[bool], ...]:
        """What a link has to be to work, for a statement."""
        return cls.used_at.is_(None), cls.expires_at > at


class SentToService(WorksOnce):
    """A link by which a service without accounts answers.

    `sent_to` is where it went: it works only while that is the service's address. `answered_by` is what whoever
    answered said of their name and role; `used_key` the key of the form that used the link up, so that the same form
    sent twice is shown the same page.
    """

    referral_id: Mapped[int]
    sent_to: Mapped[str] = mapped_column(String(254))
    used_key: Mapped[str | None] = mapped_column(String(64))
    answered_by: Mapped[str | None] = mapped_column(String(120))
