"""An imported referral may say in which area the person lived: nobody asked them at a desk of Pathways."""

import sqlalchemy as sa
from alembic import op

revision = "0195"
down_revision = "0194"


def upgrade() -> None:
    with op.batch_alter_table("referral") as batch:
        batch.add_column(sa.Column("area_of_before", sa.String(40), nullable=True))
        batch.create_check_constraint(op.f("ck_referral_area_of_before"), "area_of_before IS NULL OR is_of_before")


def downgrade() -> None:
    with op.batch_alter_table("referral") as batch:
        batch.drop_constraint(op.f("ck_referral_area_of_before"), type_="check")
        batch.drop_column("area_of_before")
