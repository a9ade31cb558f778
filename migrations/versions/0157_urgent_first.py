"""Referral: an urgent one stands first in the inbox, whatever the day its answer is due."""

import sqlalchemy as sa
from alembic import op

revision = "0157"
down_revision = "0156"

WAITS = "state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"


def upgrade() -> None:
    op.add_column("referral", sa.Column("inbox_turn", sa.Integer(), server_default=sa.text("1"), nullable=False))
    # What was said at the desk. The rest of the rule is asked when the clocks are read next, within a day.
    op.execute(
        "UPDATE referral SET inbox_turn = 0 WHERE state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED') AND ("
        "EXISTS (SELECT 1 FROM risk_screen r WHERE r.episode_id = referral.episode_id AND r.superseded_at IS NULL"
        " AND (r.overdose_last_7_days = 'yes' OR r.suicide_risk = 'yes')) OR "
        "EXISTS (SELECT 1 FROM need_screen n WHERE n.episode_id = referral.episode_id AND n.superseded_at IS NULL"
        " AND n.pregnant = 'yes'))"
    )
    _index_anew("inbox_turn", "due_on", "sent_at", "id")


def downgrade() -> None:
    _index_anew("due_on", "sent_at", "id")
    with op.batch_alter_table("referral") as batch:
        batch.drop_column("inbox_turn")


def _index_anew(*columns: str) -> None:
    op.drop_index("ix_referral_inbox", table_name="referral")
    op.create_index(
        "ix_referral_inbox",
        "referral",
        ["organisation_id", *columns],
        sqlite_where=sa.text(WAITS),
        postgresql_where=sa.text(WAITS),
    )
