"""Engagement: contacts that were held, and notes."""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "in_person",
                "phone",
                "video",
                "outreach",
                "text",
                "letter",
                name="how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "whom",
            sa.Enum(
                "person", "family", "professional", name="whom", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("is_structured", sa.Boolean(), nullable=False),
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
            nullable=True,
        ),
        sa.Column("naloxone_why", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(whom = 'person') = (naloxone IS NOT NULL)", name=op.f("ck_contact_naloxone_asked_of_the_person")
        ),
        sa.CheckConstraint(
            "NOT is_structured OR (whom = 'person' AND how IN ('in_person', 'phone', 'video'))",
            name=op.f("ck_contact_structured_with_the_person"),
        ),
        sa.CheckConstraint(
            "naloxone IS NULL OR (naloxone = 'not_offered') = (naloxone_why IS NOT NULL)",
            name=op.f("ck_contact_why_where_not_offered"),
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_contact_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_contact_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_referral_id", "contact", ["referral_id", "at"], unique=False)

    op.create_table(
        "note",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("adds_to_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "edited_at IS NULL OR edited_at >= written_at", name=op.f("ck_note_edited_after_it_was_written")
        ),
        sa.ForeignKeyConstraint(["adds_to_id"], ["note.id"], name=op.f("fk_note_adds_to_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_note_contact_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_note_referral_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user_account.id"], name=op.f("fk_note_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_adds_to_id"), "note", ["adds_to_id"], unique=False)
    op.create_index(op.f("ix_note_contact_id"), "note", ["contact_id"], unique=False)
    op.create_index("ix_note_referral_id", "note", ["referral_id", "written_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_note_referral_id", table_name="note")
    op.drop_index(op.f("ix_note_contact_id"), table_name="note")
    op.drop_index(op.f("ix_note_adds_to_id"), table_name="note")

    op.drop_table("note")
    op.drop_index("ix_contact_referral_id", table_name="contact")

    op.drop_table("contact")
