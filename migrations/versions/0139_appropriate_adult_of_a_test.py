"""Arrest tests: who the appropriate adult of a request was, and whether they were there for each step."""

import sqlalchemy as sa
from alembic import op

revision = "0139"
down_revision = "0138"

RELATIONS = ("parent", "guardian", "relative", "social_worker", "scheme", "other")
STEPS = ("adult_at_warning", "adult_at_request", "adult_at_taking")
CHECKS = (
    ("ck_drug_test_adult_named_whole", "(adult_name IS NULL) = (adult_relation IS NULL)"),
    (
        "ck_drug_test_adult_at_each_step",
        "(adult_at_warning IS NULL) = (adult_at_request IS NULL) AND"
        " (adult_at_taking IS NULL OR (adult_at_warning IS NOT NULL AND outcome = 'sample_given')) AND"
        " (adult_name IS NULL OR adult_at_warning IS NOT NULL)",
    ),
)


def upgrade() -> None:
    relation = sa.Enum(*RELATIONS, name="adult_relation", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("drug_test") as batch:
        batch.add_column(sa.Column("adult_name", sa.String(100), nullable=True))
        batch.add_column(sa.Column("adult_relation", relation, nullable=True))
        for name in STEPS:
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=True))
        for name, words in CHECKS:
            batch.create_check_constraint(op.f(name), words)


def downgrade() -> None:
    with op.batch_alter_table("drug_test") as batch:
        for name, _ in CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f("ck_drug_test_adult_relation"), type_="check")
        for name in (*STEPS, "adult_relation", "adult_name"):
            batch.drop_column(name)
