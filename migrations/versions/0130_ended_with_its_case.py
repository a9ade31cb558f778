"""Engagement: an intervention that ended with its case may have no way of ending where the national list has none."""

from alembic import op

revision = "0130"
down_revision = "0129"

TABLE = "intervention"
BEFORE = "ck_intervention_ended_with_status_and_by_whom"
AFTER = (
    ("ck_intervention_ended_by_whom", "(ended_on IS NULL) = (ended_by_id IS NULL)"),
    ("ck_intervention_status_of_what_ended", "exit_status IS NULL OR ended_on IS NOT NULL"),
)


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(BEFORE), type_="check")
        for name, words in AFTER:
            batch.create_check_constraint(op.f(name), words)


def downgrade() -> None:
    op.execute("UPDATE intervention SET ended_on = NULL, ended_by_id = NULL WHERE exit_status IS NULL")
    with op.batch_alter_table(TABLE) as batch:
        for name, _ in AFTER:
            batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(
            op.f(BEFORE), "(ended_on IS NULL) = (exit_status IS NULL) AND (ended_on IS NULL) = (ended_by_id IS NULL)"
        )
