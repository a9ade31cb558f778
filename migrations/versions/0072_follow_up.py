"""Engagement: the follow-up of a required assessment, as decided and told, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"

LIVE = sa.text("superseded_at IS NULL")
SUPERSEDED = (
    ("superseded_at", sa.DateTime(timezone=True)),
    ("superseded_by_id", sa.Integer()),
    ("correction_reason", sa.String(length=200)),
)


def _create(table: str, columns: list[sa.Column], checks: dict[str, str], people: tuple[str, ...]) -> None:
    op.create_table(
        table,
        sa.Column("required_assessment_id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=True) for name, kind in SUPERSEDED),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in checks.items()),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f(f"ck_{table}_superseded_with_why")
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f(f"ck_{table}_superseded_by_a_row")
        ),
        sa.ForeignKeyConstraint(
            ["required_assessment_id"], ["required_assessment.id"], name=op.f(f"fk_{table}_required_assessment_id")
        ),
        *(sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}")) for name in people),
        sa.ForeignKeyConstraint(["superseded_by_id"], [f"{table}.id"], name=op.f(f"fk_{table}_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_required_assessment_id"), table, ["required_assessment_id"], unique=False)
    op.create_index(
        f"uq_{table}_live",
        table,
        ["required_assessment_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _create(
        "follow_up",
        [
            sa.Column("decision", _words("decision", "required", "not_required"), nullable=False),
            sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("place", sa.String(length=300), nullable=True),
            sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("given_by_id", sa.Integer(), nullable=True),
            sa.Column("notice_sha256", sa.String(length=64), nullable=True),
        ],
        {
            "required_with_time_and_place": "(decision = 'required') = (starts_at IS NOT NULL) AND (decision = 'required') = (place IS NOT NULL)",
            "notice_given_whole": "(given_at IS NULL) = (notice_sha256 IS NULL) AND (given_at IS NULL) = (given_by_id IS NULL)",
        },
        ("given_by_id", "recorded_by_id"),
    )
    outcomes = ("attended_remained", "failed_to_attend", "failed_to_remain")
    _create(
        "follow_up_outcome",
        [
            sa.Column("outcome", _words("outcome", *outcomes), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("reported_to_police_at", sa.DateTime(timezone=True), nullable=True),
        ],
        {"a_failure_is_reported": "(outcome = 'attended_remained') = (reported_to_police_at IS NULL)"},
        ("recorded_by_id",),
    )


def downgrade() -> None:
    for table in ("follow_up_outcome", "follow_up"):
        op.drop_index(f"uq_{table}_live", table_name=table, sqlite_where=LIVE, postgresql_where=LIVE)
        op.drop_index(op.f(f"ix_{table}_required_assessment_id"), table_name=table)
        op.drop_table(table)
