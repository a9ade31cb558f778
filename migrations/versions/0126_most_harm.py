"""Needs as said: which of several substances causes most harm."""

import sqlalchemy as sa
from alembic import op

revision = "0126"
down_revision = "0125"

TABLE = "need_screen"
NAMED = "ck_need_screen_most_harm_of_those_named"
SUBSTANCES = (
    *("heroin", "methadone", "other_opiates", "crack", "cocaine_powder", "cocaine_unspecified", "cannabis"),
    *("synthetic_cannabinoids", "alcohol", "amphetamines", "benzodiazepines", "ketamine", "mdma", "gabapentinoids"),
    "other_drugs",
)


def upgrade() -> None:
    most_harm = sa.Enum(*SUBSTANCES, name="most_harm", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("most_harm", most_harm, nullable=True))
        table.create_check_constraint(op.f(NAMED), "most_harm IS NULL OR said = 'named'")


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(NAMED), type_="check")
        table.drop_constraint(op.f("ck_need_screen_most_harm"), type_="check")
        table.drop_column("most_harm")
