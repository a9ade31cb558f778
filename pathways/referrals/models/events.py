"""What happened to a referral, step by step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Connection, ForeignKey, String, bindparam, column, event, table, update
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from pathways.referrals.rules import ReferralState
from pathways.store import Instant, Record, db, enum_column


class ReferralEvent(Record):
    """A step that was taken: from, to, by whom in which role, and why. Rows are added, never changed.

    A step that a clock took names nobody and has the role `system`. `recorded` holds what the table says must be
    recorded, by the names of `data/step_fields.csv`: the service's own words, which police never read.
    """

    __tablename__ = "referral_event"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "from_state"))
    to_state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "to_state"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(200))
    # Read only where a step is read back: no list carries it.
    recorded: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    __table_args__ = (CheckConstraint("(by_id IS NULL) = (role = 'system')", name="nobody_but_the_system"),)

    @classmethod
    def of(
        cls,
        referral_id: int,
        event: str,
        before: ReferralState,
        after: ReferralState,
        *,
        at: datetime,
        by_id: int | None,
        role: str,
        reason: str | None = None,
        recorded: Mapping[str, Any] | None = None,
    ) -> "ReferralEvent":
        """A new event, added to the session."""
        taken = cls(
            referral_id=referral_id,
            event=event,
            from_state=before,
            to_state=after,
            at=at,
            by_id=by_id,
            role=role,
            reason=reason,
            recorded=dict(recorded) if recorded else None,
        )
        db.session.add(taken)
        return taken


_REFERRAL = table("referral", column("id"), column("look_at", Instant()))
_LOOK = update(_REFERRAL).where(_REFERRAL.c.id == bindparam("of")).values(look_at=bindparam("moment"))


@event.listens_for(ReferralEvent, "after_insert")
def _clocks_are_read_anew(_mapper: Mapper[ReferralEvent], connection: Connection, taken: ReferralEvent) -> None:
    """Whatever happened to a referral may start or stop a clock: its clocks are read at once, by whoever reads them."""
    connection.execute(_LOOK, {"of": taken.referral_id, "moment": taken.at})


def read_clocks_anew(referral_id: int, at: datetime) -> None:
    """The same, where something happened that is no event and no new row."""
    db.session.execute(_LOOK, {"of": referral_id, "moment": at})
