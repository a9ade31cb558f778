"""Directory: the areas and towns of a county are an organisation's data. What stood in the code is entered as rows."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0149"

AREAS = (("lincoln", "Lincoln"), ("boston", "Boston"), ("skegness", "Skegness"), ("grantham", "Grantham"))
TOWNS = (
    ("Boston", 52.98, -0.03), ("Gainsborough", 53.40, -0.77), ("Grantham", 52.91, -0.64), ("Horncastle", 53.21, -0.11),
    ("Lincoln", 53.23, -0.54), ("Louth", 53.37, 0.00), ("Mablethorpe", 53.34, 0.26), ("Skegness", 53.14, 0.34),
    ("Sleaford", 53.00, -0.41), ("Spalding", 52.79, -0.15), ("Stamford", 52.65, -0.48),
)  # fmt: skip
SINCE = date(2000, 1, 1)
OLD = (*(code for code, _ in AREAS), "elsewhere")


def upgrade() -> None:
    """A county that has people recorded in it goes on with the areas it had; a new one begins with none."""
    op.create_table(
        "area",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_area_ends_after_it_began")),
        sa.CheckConstraint("code <> 'elsewhere'", name=op.f("ck_area_elsewhere_is_no_area")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_area_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_area_code_valid_from")),
    )
    op.create_index(op.f("ix_area_organisation_id"), "area", ["organisation_id"])
    op.create_table(
        "town",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=True),
        sa.Column("north", sa.Float(), nullable=True),
        sa.Column("east", sa.Float(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_town_ends_after_it_began")),
        sa.CheckConstraint("(north IS NULL) = (east IS NULL)", name=op.f("ck_town_centre_whole")),
        sa.CheckConstraint(
            "north IS NULL OR (north BETWEEN -90 AND 90 AND east BETWEEN -180 AND 180)", name=op.f("ck_town_on_the_map")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_town_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town")),
        sa.UniqueConstraint(
            "organisation_id", "name", "valid_from", name=op.f("uq_town_organisation_id_name_valid_from")
        ),
    )
    op.create_index(op.f("ix_town_organisation_id"), "town", ["organisation_id"])
    with op.batch_alter_table("need_screen") as batch:
        batch.drop_constraint(op.f("ck_need_screen_area"), type_="check")
    _enter_what_stood_in_the_code()


def downgrade() -> None:
    """Areas of another county fall back to elsewhere: the old list has no other word for them."""
    screens = sa.table("need_screen", sa.column("area", sa.String))
    op.execute(sa.update(screens).where(screens.c.area.not_in(OLD)).values(area="elsewhere"))
    with op.batch_alter_table("need_screen") as batch:
        batch.create_check_constraint(op.f("ck_need_screen_area"), sa.column("area").in_(OLD))
    op.drop_table("town")
    op.drop_table("area")


def _enter_what_stood_in_the_code() -> None:
    connection = op.get_bind()
    organisations = sa.table("organisation", sa.column("id", sa.Integer), sa.column("kind", sa.String))
    force = connection.scalar(
        sa.select(organisations.c.id).where(organisations.c.kind == "force").order_by(organisations.c.id).limit(1)
    )
    if force is None:
        return
    known = {"organisation_id": force, "valid_from": SINCE, "recorded_at": datetime.now(UTC)}
    columns = [sa.column(name) for name in ("organisation_id", "code", "name")]
    op.bulk_insert(
        sa.table("area", *columns, *_dates()), [{**known, "code": code, "name": name} for code, name in AREAS]
    )
    codes = {name: code for code, name in AREAS}
    places = [sa.column(name) for name in ("organisation_id", "name", "area_code", "north", "east", "source")]
    op.bulk_insert(
        sa.table("town", *places, *_dates()),
        [
            {
                **known, "name": name, "area_code": codes.get(name), "north": north, "east": east,
                "source": "Town centre, to a hundredth of a degree (recalled)",
            }
            for name, north, east in TOWNS
        ],
    )  # fmt: skip


def _dates() -> list[sa.ColumnClause]:
    return [sa.column("valid_from", sa.Date), sa.column("recorded_at", sa.DateTime(timezone=True))]
