"""A drug profile is made of tests and of what people say, and what it counts is kept for counting."""

import sqlalchemy as sa
from alembic import op

revision = "0200"
down_revision = "0198"

KINDS = (
    "tested", "requested", "referred", "assessed", "engaged", "decided", "tested_positive", "first_referred",
    "on_return", "served", "first_contact", "treated", "released", "in_treatment", "left_custody", "supplied",
    "peer_offered", "grouped",
)  # fmt: skip
MORE = ("found", "declared")
REPORTS = ("testing", "overview", "arc", "fairness", "services", "treatment", "recovery", "groups")
PROFILES = ("profile", "declared")


def upgrade() -> None:
    for table in ("counted_state", "counted_stretch"):
        _allow(table, "kind", (*KINDS, *MORE))
    _allow("published_figures", "report", (*REPORTS, *PROFILES))


def downgrade() -> None:
    figures = sa.table("published_figures", sa.column("id"), sa.column("report"))
    checks = sa.table("figures_check", sa.column("figures_id"))
    of_profiles = sa.select(figures.c.id).where(figures.c.report.in_(PROFILES))
    op.execute(checks.delete().where(checks.c.figures_id.in_(of_profiles)))
    op.execute(figures.delete().where(figures.c.report.in_(PROFILES)))
    _allow("published_figures", "report", REPORTS)
    for table in ("counted_stretch", "counted_state"):
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind.in_(MORE)))
        _allow(table, "kind", KINDS)


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN {values}")
