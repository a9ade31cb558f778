"""Acceptance: links by which a service without accounts answers, and the stand-in that acts for it."""

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"

LIVE = "used_at IS NULL AND ended_at IS NULL"


def upgrade() -> None:
    op.add_column("user_account", sa.Column("stand_in_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_user_account_stand_in",
        "user_account",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("stand_in_at IS NOT NULL"),
        postgresql_where=sa.text("stand_in_at IS NOT NULL"),
    )
    op.add_column("service", sa.Column("answer_email", sa.String(length=254), nullable=True))
    op.create_table(
        "answer_link",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_key", sa.String(length=64), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "accept",
                "decline",
                "ask",
                "wrong_place",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_by", sa.String(length=120), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(used_at IS NULL) = (answer IS NULL) AND (used_at IS NULL) = (used_key IS NULL)",
            name=op.f("ck_answer_link_used_whole"),
        ),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_answer_link_expires_after_it_was_made")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_answer_link_referral_id")),
        sa.ForeignKeyConstraint(["event_id"], ["referral_event.id"], name=op.f("fk_answer_link_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_link")),
        sa.UniqueConstraint("event_id", name=op.f("uq_answer_link_event_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_answer_link_token_hash")),
    )
    op.create_index(
        "uq_answer_link_live",
        "answer_link",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )


def downgrade() -> None:
    op.drop_table("answer_link")
    with op.batch_alter_table("service") as table:
        table.drop_column("answer_email")
    op.drop_index("uq_user_account_stand_in", "user_account")
    with op.batch_alter_table("user_account") as table:
        table.drop_column("stand_in_at")
