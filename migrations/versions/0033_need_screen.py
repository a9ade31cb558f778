"""Referrals: what the person said in one sitting. One live row an episode; a later answer supersedes the earlier."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "need_screen",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column(
            "said",
            sa.Enum(
                "named", "nothing", "would_not_say", name="said", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "injected",
            sa.Enum(
                "now",
                "before",
                "never",
                "would_not_say",
                name="injected",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "mental_health",
            sa.Enum(
                "yes", "no", "would_not_say", name="mental_health", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "housing",
            sa.Enum(
                "safe",
                "problem",
                "no_fixed_abode",
                "would_not_say",
                name="housing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "overdose_last_7_days",
            sa.Enum(
                "yes",
                "no",
                "would_not_say",
                name="overdose_last_7_days",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "suicide_risk",
            sa.Enum(
                "yes", "no", "would_not_say", name="suicide_risk", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "naloxone",
            sa.Enum(
                "supplied",
                "already_has",
                "declined",
                "not_offered",
                name="naloxone",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "contact_way",
            sa.Enum(
                "text",
                "call",
                "letter",
                "someone_else",
                "no_phone",
                name="contact_way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_number", sa.String(length=40), nullable=True),
        sa.Column("contact_note", sa.String(length=200), nullable=True),
        sa.Column(
            "area",
            sa.Enum(
                "lincoln",
                "boston",
                "skegness",
                "grantham",
                "elsewhere",
                name="area",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "contact_way NOT IN ('text', 'call', 'someone_else') OR contact_number IS NOT NULL",
            name=op.f("ck_need_screen_number_for_a_phone"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_need_screen_superseded_with_when")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_need_screen_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_need_screen_recorded_by_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["need_screen.id"], name=op.f("fk_need_screen_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_screen")),
    )
    op.create_index(op.f("ix_need_screen_episode_id"), "need_screen", ["episode_id"], unique=False)
    op.create_index(
        "uq_need_screen_live",
        "need_screen",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_need_screen_live",
        table_name="need_screen",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_need_screen_episode_id"), table_name="need_screen")
    op.drop_table("need_screen")
