"""The columns of a link that works once. Each table adds its constraints and what its links are about."""

from datetime import datetime

from sqlalchemy import ColumnElement, String
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store.base import Instant


class WorksOnce:
    """A link that works once. Only the hash of its token is stored."""

    id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def live(cls, at: datetime) -> tuple[ColumnElement[bool], ...]:
        """The conditions of a link that works at an instant, for a statement."""
        return cls.used_at.is_(None), cls.expires_at > at


class SentToService(WorksOnce):
    """A link by which a service without accounts answers.

    `sent_to` is where it went: the link only works while that is the service's address. `answered_by` is the name and
    role that the person who answered gave. `used_key` is the key of the form that used the link up, so that the same
    form sent twice gets the same page.
    """

    referral_id: Mapped[int]
    sent_to: Mapped[str] = mapped_column(String(254))
    used_key: Mapped[str | None] = mapped_column(String(64))
    answered_by: Mapped[str | None] = mapped_column(String(120))
