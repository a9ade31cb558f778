"""Referrals: somebody whom a GP sent counts under a route of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"

TABLE, NAME = "referral", "ck_referral_route"
BEFORE = (
    *("DToA_required_assessment", "DToA_voluntary", "OOCD_conditional_caution", "OOCD_community_resolution"),
    *("OOCD_outcome_22", "L&D", "police_street", "ARC_IOM", "self", "other"),
)


def _let_be(words: tuple[str, ...]) -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), f"route IN ({', '.join(repr(word) for word in words)})")


def upgrade() -> None:
    _let_be((*BEFORE[:-1], "GP", BEFORE[-1]))


def downgrade() -> None:
    """Who was sent by a GP counts as having come by themselves: both came without the police."""
    referrals = sa.table(TABLE, sa.column("route", sa.String))
    op.execute(referrals.update().where(referrals.c.route == "GP").values(route="self"))
    _let_be(BEFORE)
