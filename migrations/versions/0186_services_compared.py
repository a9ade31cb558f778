"""Services are compared: how people got on with each that had them is kept for counting, and its figures are made."""

import sqlalchemy as sa
from alembic import op

revision = "0186"
down_revision = "0179"

KINDS = (
    "tested", "requested", "referred", "assessed", "engaged", "decided", "tested_positive", "first_referred",
    "on_return",
)  # fmt: skip
REPORTS = ("testing", "overview", "arc", "fairness")


def upgrade() -> None:
    _allow_kinds((*KINDS, "served"))
    _allow_reports((*REPORTS, "services"))


def downgrade() -> None:
    for table in ("counted_stretch", "counted_state"):
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind == "served"))
    figures = sa.table("published_figures", sa.column("id"), sa.column("report"))
    checks = sa.table("figures_check", sa.column("figures_id"))
    of_services = sa.select(figures.c.id).where(figures.c.report == "services")
    op.execute(checks.delete().where(checks.c.figures_id.in_(of_services)))
    op.execute(figures.delete().where(figures.c.report == "services"))
    _allow_kinds(KINDS)
    _allow_reports(REPORTS)


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    for table in ("counted_state", "counted_stretch"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN {kinds}")


def _allow_reports(reports: tuple[str, ...]) -> None:
    with op.batch_alter_table("published_figures") as batch:
        batch.drop_constraint(op.f("ck_published_figures_report"), type_="check")
        batch.create_check_constraint(op.f("ck_published_figures_report"), f"report IN {reports}")
