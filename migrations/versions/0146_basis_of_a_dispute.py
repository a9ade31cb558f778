"""Arrest tests: on what a result is disputed."""

import sqlalchemy as sa
from alembic import op

revision = "0146"
down_revision = "0145"

NAME = "ck_lab_check_step_basis_of_a_dispute"


def upgrade() -> None:
    bases = ("denies_use", "medication", "procedure")
    basis = sa.Enum(*bases, name="basis", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("lab_check_step") as batch:
        batch.add_column(sa.Column("basis", basis, nullable=True))
        batch.create_check_constraint(op.f(NAME), "basis IS NULL OR step = 'dispute'")


def downgrade() -> None:
    with op.batch_alter_table("lab_check_step") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.drop_constraint(op.f("ck_lab_check_step_basis"), type_="check")
        batch.drop_column("basis")
