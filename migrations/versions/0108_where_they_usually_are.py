"""No fixed abode, no phone: whose word the area rests on, the first part of a postcode, and meeting at a place."""

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"

TABLE = "need_screen"
WAYS = ("text", "call", "letter", "someone_else", "no_phone")
NUMBER = "ck_need_screen_number_for_a_phone"
WORDS = "ck_need_screen_words_where_no_phone"


def _ways(*values: str) -> sa.Enum:
    return sa.Enum(*values, name="contact_way", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    area_from = sa.Enum("said", "suite", name="area_from", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("area_from", area_from, nullable=True))
        table.add_column(sa.Column("outcode", sa.String(length=4), nullable=True))
        table.drop_constraint(op.f(NUMBER), type_="check")
        table.drop_constraint(op.f("ck_need_screen_contact_way"), type_="check")
        table.alter_column("contact_way", type_=_ways(*WAYS[:4], "meet", WAYS[4]), existing_nullable=False)
        table.create_check_constraint(op.f(NUMBER), "contact_way NOT IN ('text', 'call') OR contact_number IS NOT NULL")
        table.create_check_constraint(
            op.f(WORDS),
            "contact_way NOT IN ('meet', 'someone_else') OR contact_number IS NOT NULL OR contact_note IS NOT NULL",
        )


def downgrade() -> None:
    screens = sa.table(TABLE, sa.column("contact_way", sa.String), sa.column("contact_number", sa.String))
    without = (screens.c.contact_way == "someone_else") & screens.c.contact_number.is_(None)
    op.execute(screens.update().where((screens.c.contact_way == "meet") | without).values(contact_way="no_phone"))
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(WORDS), type_="check")
        table.drop_constraint(op.f(NUMBER), type_="check")
        table.drop_constraint(op.f("ck_need_screen_contact_way"), type_="check")
        table.alter_column("contact_way", type_=_ways(*WAYS), existing_nullable=False)
        table.create_check_constraint(
            op.f(NUMBER), "contact_way NOT IN ('text', 'call', 'someone_else') OR contact_number IS NOT NULL"
        )
        table.drop_constraint(op.f("ck_need_screen_area_from"), type_="check")
        table.drop_column("outcode")
        table.drop_column("area_from")
