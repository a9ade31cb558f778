"""People: why somebody is in the cells, and the first arrest of whoever returned on bail."""

import sqlalchemy as sa
from alembic import op

revision = "0135"
down_revision = "0134"

WHY = (
    "arrested",
    "arrested_after_voluntary_attendance",
    "bail_return",
    "s136_mha",
    "breach_of_peace",
    "prison_recall",
    "immigration",
    "fta_warrant",
    "other_non_offence",
)
CHECKS = (
    ("ck_detention_bail_return_with_first_arrest", "(presence = 'bail_return') = (first_arrested_at IS NOT NULL)"),
    ("ck_detention_arrested_first_before", "first_arrested_at IS NULL OR first_arrested_at < arrested_at"),
)


def upgrade() -> None:
    presence = sa.Enum(*WHY, name="presence", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("detention") as batch:
        # Every custody record until now was opened for an arrest.
        batch.add_column(sa.Column("presence", presence, nullable=False, server_default="arrested"))
        batch.add_column(sa.Column("first_arrested_at", sa.DateTime(timezone=True), nullable=True))
        for name, words in CHECKS:
            batch.create_check_constraint(op.f(name), words)
    with op.batch_alter_table("detention") as batch:
        batch.alter_column("presence", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("detention") as batch:
        for name, _ in CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f("ck_detention_presence"), type_="check")
        batch.drop_column("first_arrested_at")
        batch.drop_column("presence")
