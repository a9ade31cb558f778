"""Drafts (case data, deleted 7 days after the last touch), post keys, and what lists were searched for."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathways.store.base import Instant, Record


class Draft(Record):
    """What one user typed at one address and has not got through yet. Shown to nobody else.

    `revision` counts how often it was kept, `post_key` is the page that kept it last, `seen_version` the version of
    the record which that page was filled from.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "address"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    address: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None]
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Instant, index=True)
    revision: Mapped[int] = mapped_column(default=1)
    post_key: Mapped[str | None] = mapped_column(String(64))
    seen_version: Mapped[str | None] = mapped_column(String(20))


class PostKey(Record):
    """A form that went through, and where it led: the same form posted again is led there too."""

    __tablename__ = "post_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(400))
    done_at: Mapped[datetime] = mapped_column(Instant, index=True)


class KeptSearch(Record):
    """What one user searched a list for. An address names it by its reference, so that no name stands there."""

    __tablename__ = "kept_search"
    __table_args__ = (UniqueConstraint("user_id", "reference"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reference: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(String(200))
    searched_at: Mapped[datetime] = mapped_column(Instant, index=True)
