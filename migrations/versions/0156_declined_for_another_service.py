"""Acceptance: a service may say that the person needs what another service does and it does not."""

from alembic import op

revision = "0156"
down_revision = "0155"

BEFORE = "'no_place', 'out_of_area', 'conflict', 'access_or_language'"
AFTER = "'already_elsewhere', 'closing', 'other_age_group'"


def upgrade() -> None:
    _reasons(f"{BEFORE}, 'other_service', {AFTER}")


def downgrade() -> None:
    op.execute("UPDATE decline SET reason = 'no_place' WHERE reason = 'other_service'")
    _reasons(f"{BEFORE}, {AFTER}")


def _reasons(allowed: str) -> None:
    with op.batch_alter_table("decline") as batch:
        batch.drop_constraint(op.f("ck_decline_reason"), type_="check")
        batch.create_check_constraint(op.f("ck_decline_reason"), f"reason IN ({allowed})")
