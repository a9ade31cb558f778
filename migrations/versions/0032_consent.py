"""Referrals: one answer to one question. Rows are added, never changed; a withdrawal is a row of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "given",
                "refused",
                "not_asked",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "covers",
            sa.Enum("named", "any_listed", name="covers", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=True),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("withdraws_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdraws_id IS NOT NULL)", name=op.f("ck_consent_withdrawal_names_what")
        ),
        sa.CheckConstraint(
            "covers IS NULL OR (number = 1 AND state = 'given')", name=op.f("ck_consent_covers_only_a_referral_consent")
        ),
        sa.CheckConstraint(
            "covers IS NULL OR covers <> 'named' OR service_id IS NOT NULL", name=op.f("ck_consent_named_service")
        ),
        sa.CheckConstraint("how IS NULL OR how IN ('signed', 'oral')", name=op.f("ck_consent_how")),
        sa.CheckConstraint(
            "state <> 'given' OR number <> 1 OR covers IS NOT NULL",
            name=op.f("ck_consent_referral_consent_says_how_far"),
        ),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_consent_number")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_consent_episode_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_consent_service_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["user_account.id"], name=op.f("fk_consent_taken_by_id")),
        sa.ForeignKeyConstraint(["withdraws_id"], ["consent.id"], name=op.f("fk_consent_withdraws_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_episode_id"), "consent", ["episode_id"], unique=False)
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_consent_person_id"), table_name="consent")
    op.drop_index(op.f("ix_consent_episode_id"), table_name="consent")
    op.drop_table("consent")
