"""Needs as said: how much, and whether somebody who drinks does so every day or had shakes or fits on stopping."""

import sqlalchemy as sa
from alembic import op

revision = "0159"
down_revision = "0158"

TABLE = "need_screen"
OF_THOSE_NAMED = "ck_need_screen_drinking_of_those_named"
ANSWERS = ("yes", "no", "would_not_say")


def upgrade() -> None:
    daily = sa.Enum(*ANSWERS, name="drinks_daily", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("how_much", sa.String(120), nullable=True))
        table.add_column(sa.Column("drinks_daily", daily, nullable=True))
        table.create_check_constraint(op.f(OF_THOSE_NAMED), "drinks_daily IS NULL OR said = 'named'")


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(OF_THOSE_NAMED), type_="check")
        table.drop_constraint(op.f("ck_need_screen_drinks_daily"), type_="check")
        table.drop_column("drinks_daily")
        table.drop_column("how_much")
