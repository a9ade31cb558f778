"""Referrals: the first offer is one that the service did not cancel. No column changes: dates kept wrong are put right."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0138"
down_revision = "0137"

REFERRAL = sa.table("referral", sa.column("id", sa.Integer), sa.column("first_offered_on", sa.Date))
APPOINTMENT = sa.table(
    "appointment",
    sa.column("referral_id", sa.Integer),
    sa.column("offered_at", sa.DateTime(timezone=True)),
    sa.column("outcome", sa.String),
    sa.column("superseded_at", sa.DateTime(timezone=True)),
)
STANDS, CANCELLED = APPOINTMENT.c.superseded_at.is_(None), APPOINTMENT.c.outcome == "cancelled_by_service"


def upgrade() -> None:
    """Only where the service cancelled an offer can the date be another than the one kept."""
    connection = op.get_bind()
    touched = sa.select(APPOINTMENT.c.referral_id).where(STANDS, CANCELLED)
    rows = sa.select(APPOINTMENT).where(STANDS, APPOINTMENT.c.referral_id.in_(touched))
    offers: dict[int, list[date]] = {}
    for row in connection.execute(rows).all():
        days = offers.setdefault(row.referral_id, [])
        if row.outcome != "cancelled_by_service":
            days.append(_london_date(row.offered_at))
    for referral_id, days in offers.items():
        first = min(days, default=None)
        connection.execute(sa.update(REFERRAL).where(REFERRAL.c.id == referral_id).values(first_offered_on=first))


def downgrade() -> None:
    """What is right stays."""


def _london_date(instant: Any) -> date:
    read: datetime = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return read.astimezone(ZoneInfo("Europe/London")).date()
