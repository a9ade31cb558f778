"""Clocks: a review of a care plan is recorded on its own page, so no answer to a clock stands for one."""

from alembic import op

revision = "0120"
down_revision = "0119"

NAME = "ck_clock_answer_answered"
BEFORE, AFTER = ("checked", "attempted", "reviewed"), ("checked", "attempted")


def upgrade() -> None:
    op.execute("DELETE FROM clock_answer WHERE answered = 'reviewed'")
    _allow(AFTER)


def downgrade() -> None:
    _allow(BEFORE)


def _allow(words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table("clock_answer") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), f"answered IN ({listed})")
