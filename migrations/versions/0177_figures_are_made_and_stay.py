"""The figures of reports are made at the end of each quarter, and stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0177"
down_revision = "0176"

REPORTS = ("testing", "overview", "arc", "fairness")


def upgrade() -> None:
    op.create_table(
        "figures_making",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("since <= as_at", name=op.f("ck_figures_making_since_before")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_making")),
        sa.UniqueConstraint("as_at", name=op.f("uq_figures_making_as_at")),
    )
    op.create_table(
        "published_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "report",
            sa.Enum(*REPORTS, name="report", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("from_on <= to_on AND to_on <= as_at", name=op.f("ck_published_figures_over_by_then")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figures")),
        sa.UniqueConstraint(
            "report", "from_on", "to_on", "as_at", name=op.f("uq_published_figures_report_from_on_to_on_as_at")
        ),
    )


def downgrade() -> None:
    op.drop_table("published_figures")
    op.drop_table("figures_making")
