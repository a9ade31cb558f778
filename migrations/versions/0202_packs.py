"""A manager orders a pack of reports, once or each quarter, and the worker makes it: its file until it expires."""

import sqlalchemy as sa
from alembic import op

revision = "0202"
down_revision = "0201"

OPEN = sa.text("ended_at IS NULL")
FAILURES = ("cancelled", "asker_left", "gave_up")
ENDS = ("stopped", "asker_left")


def upgrade() -> None:
    op.create_table(
        "pack_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("shapes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", _one_of("ended", ENDS), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name=op.f("ck_pack_schedule_ended_with_why")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_pack_schedule_organisation_id")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_pack_schedule_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_schedule")),
    )
    _one_open("pack_schedule")
    op.create_table(
        "pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.Column("shapes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", _one_of("failure", FAILURES), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_pack_{name}")) for name, rule in RULES.items()),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_pack_organisation_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["pack_schedule.id"], name=op.f("fk_pack_schedule_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_pack_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
        sa.UniqueConstraint("schedule_id", "to_on", name="uq_pack_of_a_quarter"),
    )
    _one_open("pack")
    op.create_index("ix_pack_asked_by_id", "pack", ["asked_by_id", "id"])


RULES = {
    "period_forward": "from_on <= to_on",
    "done_within_total": "done >= 0 AND done <= total",
    "tries_not_negative": "tries >= 0",
    "leased_whole": "(leased_by IS NULL) = (leased_until IS NULL)",
    "leased_while_open": "leased_by IS NULL OR ended_at IS NULL",
    "file_or_failure": "sha256 IS NULL OR failure IS NULL",
    "ended_with_why": "(ended_at IS NULL) = (sha256 IS NULL AND failure IS NULL)",
    "with_its_hash": "sha256 IS NULL OR length(sha256) = 64",
    "with_its_size": "(sha256 IS NULL) = (size IS NULL)",
    "expires_some_day": "(sha256 IS NULL) = (expires_at IS NULL)",
    "gone_after_it_was_there": "gone_at IS NULL OR sha256 IS NOT NULL",
    "bytes_until_gone": "(content IS NOT NULL) = (sha256 IS NOT NULL AND gone_at IS NULL)",
}


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _one_open(table: str) -> None:
    columns = ["asked_by_id", "digest"]
    op.create_index(f"uq_{table}_open", table, columns, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("pack")
    op.drop_table("pack_schedule")
