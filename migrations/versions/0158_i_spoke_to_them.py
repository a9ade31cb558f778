"""Clocks: somebody spoke to an urgent person whom no service has accepted yet."""

from alembic import op

revision = "0158"
down_revision = "0157"

BEFORE, AFTER = "'checked', 'attempted'", "'checked', 'spoke', 'attempted'"


def upgrade() -> None:
    _answers(AFTER)


def downgrade() -> None:
    op.execute("UPDATE clock_answer SET answered = 'attempted' WHERE answered = 'spoke'")
    _answers(BEFORE)


def _answers(allowed: str) -> None:
    with op.batch_alter_table("clock_answer") as batch:
        batch.drop_constraint(op.f("ck_clock_answer_answered"), type_="check")
        batch.create_check_constraint(op.f("ck_clock_answer_answered"), f"answered IN ({allowed})")
