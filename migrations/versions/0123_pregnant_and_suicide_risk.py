"""What makes a referral urgent: pregnancy asked at the desk, a suicide risk asked at the service."""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"

ADDED = {"need_screen": "pregnant", "needs_assessed": "suicide_risk"}


def _answer(name: str) -> sa.Enum:
    values = ("yes", "no", "would_not_say")
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    for table, column in ADDED.items():
        with op.batch_alter_table(table) as altered:
            altered.add_column(sa.Column(column, _answer(column), nullable=True))


def downgrade() -> None:
    for table, column in ADDED.items():
        with op.batch_alter_table(table) as altered:
            altered.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
            altered.drop_column(column)
