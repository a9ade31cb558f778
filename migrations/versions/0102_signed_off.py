"""Disposals: the gravity table of a force, and what each disposal means for the person, as two people signed them off."""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"

KINDS = ("CR", "CC", "O22", "SC", "PND", "CW", "YC", "YCC", "DC", "COMC")


def _of_table(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f(f"fk_{table}_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(
        "organisation_id", *columns, name=op.f(f"uq_{table}_organisation_id_{'_'.join(columns)}")
    )


def upgrade() -> None:
    op.create_table(
        "gravity_table",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        *_of_table("gravity_table"),
        _unique("gravity_table", "version"),
        _unique("gravity_table", "valid_from"),
    )
    op.create_table(
        "disposal_leaflet",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="leaflet_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        *_of_table("disposal_leaflet"),
        _unique("disposal_leaflet", "kind", "number"),
        _unique("disposal_leaflet", "kind", "valid_from"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_disposal_leaflet_number_from_one")),
    )


def downgrade() -> None:
    op.drop_table("disposal_leaflet")
    op.drop_table("gravity_table")
