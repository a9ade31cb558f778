"""What is kept for counting, how each unit stands from one day until another; and the figures that were made of it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.approvals.models import ConfirmedRecord, confirmed_whole
from pathways.links.models import WorksOnce
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.showings import MinutesRead
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import Instant, Record, enum_column


class CountedState(Record):
    """A state in which units stand, as its rule says it. Rows are added, never changed."""

    __tablename__ = "counted_state"
    __table_args__ = (UniqueConstraint("kind", "words"),)

    kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind, "kind"))
    words: Mapped[str] = mapped_column(Text)


class CountedStretch(Record):
    """From one day until before another a unit of a person stands in one state.

    Nothing is recorded here that is not recorded elsewhere: the worker makes these rows from what the rules say of a
    person's records, and makes them anew whenever something about the person changed. `is_only` says that no other
    unit of the kind stands meanwhile of the same person.

    What no longer holds goes, unless figures were made of it: then it stays for them. A row is of every snapshot after
    `after_snapshot`, up to `through_snapshot`; where that is None it holds now.
    """

    __tablename__ = "counted_stretch"
    __table_args__ = (
        CheckConstraint("from_on < until_on", name="lasts"),
        # All that is asked when people are counted, so that the rows themselves are not read.
        Index(
            "ix_counted_stretch_counting",
            "kind",
            "is_only",
            "until_on",
            "from_on",
            "counts_on",
            "recorded_on",
            "state_id",
            "person_id",
            "record_id",
            "number",
            "through_snapshot",
            "after_snapshot",
        ),
        Index("ix_counted_stretch_person_id", "person_id"),
    )

    kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind, "kind"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    is_only: Mapped[bool]
    recorded_on: Mapped[date]
    counts_on: Mapped[date]
    from_on: Mapped[date]
    until_on: Mapped[date]
    state_id: Mapped[int] = mapped_column(ForeignKey("counted_state.id"))
    after_snapshot: Mapped[int]
    through_snapshot: Mapped[int | None]


class CountedThrough(Record):
    """Up to which event of the log the stretches have been made: one row, or none before they were first made.

    `rules` says by which release they were made, and `token` is another whenever rows changed. While all of them are
    being made, `person_id` is the last person they stand of. What is `ahead` is read next (`audit.changes`).
    """

    __tablename__ = "counted_through"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    rules: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Instant)
    event_id: Mapped[int]
    ahead_event_id: Mapped[int | None]
    ahead_of: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None]


class CountedSnapshot(Record):
    """How everybody stood at a moment, after which event of the log and by which release: figures are made of it."""

    __tablename__ = "counted_snapshot"

    taken_at: Mapped[datetime] = mapped_column(Instant)
    rules: Mapped[str] = mapped_column(String(64))
    event_id: Mapped[int]


class FiguresMaking(Record):
    """That the figures known on the end of a quarter are being made, or were; `since` is the first day on record.

    `is_first` says that none had been made before, so that whatever was over by then is made too. They are made of the
    snapshot, which is taken once how everybody stands is kept.
    """

    __tablename__ = "figures_making"
    __table_args__ = (UniqueConstraint("as_at"), CheckConstraint("since <= as_at", name="since_before"))

    as_at: Mapped[date]
    since: Mapped[date]
    is_first: Mapped[bool]
    begun_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("counted_snapshot.id"))


class PublishedFigures(Record):
    """The figures of a report for a period, as known on a day: made once, and never changed.

    `content` is what was counted, what of it is hidden, and how it adds up (`rules/kept_figures.py`); `sha256` is its
    digest, which stands in the log too. They can be counted again of their snapshot; those made before there were any
    have none. `disposed_of` is how many of these people nothing is kept of any more.
    """

    __tablename__ = "published_figures"
    __table_args__ = (
        UniqueConstraint("report", "from_on", "to_on", "as_at"),
        CheckConstraint("from_on <= to_on AND to_on <= as_at", name="over_by_then"),
    )

    report: Mapped[Report] = mapped_column(enum_column(Report, "report"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    as_at: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("counted_snapshot.id"))
    disposed_of: Mapped[int] = mapped_column(default=0, server_default="0")


class FiguresCheck(Record):
    """That figures were made again after a quarter's were, whether they came out the same, and what changed since.

    `is_same` is None where they cannot be made again. The numbers are of people, by cause; a person may be in several.
    """

    __tablename__ = "figures_check"
    __table_args__ = (UniqueConstraint("figures_id", "making_id"),)

    figures_id: Mapped[int] = mapped_column(ForeignKey("published_figures.id"))
    making_id: Mapped[int] = mapped_column(ForeignKey("figures_making.id"))
    checked_at: Mapped[datetime] = mapped_column(Instant)
    is_as_written: Mapped[bool]
    is_same: Mapped[bool | None]
    is_of_this_release: Mapped[bool]
    disposed_of: Mapped[int]
    late: Mapped[int]
    corrected: Mapped[int]
    left_out: Mapped[int]
    merged: Mapped[int]


_WAITS = text("decided_at IS NULL")


class BoardShowing(ConfirmedRecord):
    """That the page for the Board of these figures was shown at a meeting on a day, as a manager recorded it; and
    which minute says so, as somebody else read it, or that none does, and what they say `otherwise`. Once it was
    answered another may be recorded of the same day: the later one holds, and both stay.

    `copy_id` is the newest copy of the minutes that was kept when somebody answered, and `minutes_read` what they had
    read; who answered before there were copies did not say. `witness` is the address outside to which digests of the
    log go, None where none was set."""

    __tablename__ = "board_showing"
    __table_args__ = (
        *confirmed_whole(),
        CheckConstraint("(minute IS NOT NULL) = COALESCE(is_confirmed, false)", name="minute_if_confirmed"),
        CheckConstraint("otherwise IS NULL OR NOT COALESCE(is_confirmed, true)", name="otherwise_if_turned_down"),
        CheckConstraint(
            "(minutes_read IS NULL OR decided_at IS NOT NULL) AND (copy_id IS NULL OR minutes_read IS NOT NULL)",
            name="read_if_answered",
        ),
        CheckConstraint(
            "copy_id IS NOT NULL OR minutes_read IS NULL OR minutes_read = 'own'", name="copy_that_was_read"
        ),
        Index(
            "uq_board_showing_day",
            "figures_id",
            "shown_on",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
    )

    figures_id: Mapped[int] = mapped_column(ForeignKey("published_figures.id"))
    shown_on: Mapped[date]
    minute: Mapped[str | None] = mapped_column(String(120))
    otherwise: Mapped[str | None] = mapped_column(String(200))
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("received_paper.id"))
    minutes_read: Mapped[MinutesRead | None] = mapped_column(enum_column(MinutesRead, "minutes_read"))
    witness: Mapped[str | None] = mapped_column(String(254))


_ANSWERED = text("used_at IS NOT NULL")


class WitnessLink(WorksOnce, Record):
    """A link by which whoever keeps the Board's minutes says, once, whether these say that figures were shown.

    Each message about a showing brings one; where one was used no other of that showing works. `minute` is which says
    so, None where none does or the link was not used; `otherwise` what they say instead; `answered_by` the name and
    role that they gave. It went to the `witness` of the showing."""

    __tablename__ = "witness_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint(
            "(used_at IS NULL) = (used_key IS NULL) AND (used_at IS NULL) = (answered_by IS NULL)", name="used_whole"
        ),
        CheckConstraint("minute IS NULL OR used_at IS NOT NULL", name="minute_if_used"),
        CheckConstraint("otherwise IS NULL OR (used_at IS NOT NULL AND minute IS NULL)", name="otherwise_if_no_minute"),
        CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
        Index(
            "uq_witness_link_answered",
            "showing_id",
            unique=True,
            sqlite_where=_ANSWERED,
            postgresql_where=_ANSWERED,
        ),
    )

    showing_id: Mapped[int] = mapped_column(ForeignKey("board_showing.id"), index=True)
    used_key: Mapped[str | None] = mapped_column(String(64))
    answered_by: Mapped[str | None] = mapped_column(String(120))
    minute: Mapped[str | None] = mapped_column(String(120))
    otherwise: Mapped[str | None] = mapped_column(String(200))
