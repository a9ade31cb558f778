"""Arrest tests: from when a sample taken on arrest is treated as taken on charge, and when that was recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0145"
down_revision = "0144"

NAME = "ck_drug_test_treated_as_charge_whole"
COLUMNS = ("treated_as_charge_at", "treated_as_charge_recorded_at")
STORED = """
    UPDATE drug_test SET treated_as_charge_recorded_at = recorded_at, treated_as_charge_at = (
        SELECT min(offence.charged_at) FROM offence
        JOIN detention ON detention.episode_id = offence.episode_id AND detention.superseded_at IS NULL
        WHERE offence.episode_id = drug_test.episode_id AND offence.superseded_at IS NULL
        AND offence.is_trigger_on_charge AND offence.charged_at IS NOT NULL
        AND (detention.released_at IS NULL OR offence.charged_at <= detention.released_at)
    ) WHERE route = 'arrest' AND outcome = 'sample_given' AND superseded_at IS NULL AND EXISTS (
        SELECT 1 FROM offence
        JOIN detention ON detention.episode_id = offence.episode_id AND detention.superseded_at IS NULL
        WHERE offence.episode_id = drug_test.episode_id AND offence.superseded_at IS NULL
        AND offence.is_trigger_on_charge AND offence.charged_at IS NOT NULL
        AND (detention.released_at IS NULL OR offence.charged_at <= detention.released_at)
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("drug_test") as batch:
        for name in COLUMNS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(
            op.f(NAME),
            "(treated_as_charge_at IS NULL) = (treated_as_charge_recorded_at IS NULL) AND"
            " (treated_as_charge_at IS NULL OR outcome = 'sample_given')",
        )
    # Until now it was worked out at each look. What rests on a trigger offence is stored as it stood; of what rests on
    # an authority the next change of the offences says it.
    op.execute(STORED)
    op.execute("UPDATE drug_test SET treated_as_charge_at = taken_at WHERE treated_as_charge_at < taken_at")


def downgrade() -> None:
    with op.batch_alter_table("drug_test") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        for name in COLUMNS:
            batch.drop_column(name)
