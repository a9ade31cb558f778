"""Somebody who was given a disposal left custody with it, and not with no further action."""

from alembic import op

revision = "0167"
down_revision = "0166"

FORMER = ("on_bail", "without_bail", "no_further_action", "charged_bail", "remanded")
WORDS = ("on_bail", "without_bail", "out_of_court", "no_further_action", "charged_bail", "remanded")
WITHOUT_BAIL = ("without_bail", "no_further_action")
WITHOUT_BAIL_NOW = ("without_bail", "out_of_court", "no_further_action")


def upgrade() -> None:
    _allow(WORDS, WITHOUT_BAIL_NOW)


def downgrade() -> None:
    # The word that stood for it before.
    op.execute("UPDATE detention SET release_type = 'no_further_action' WHERE release_type = 'out_of_court'")
    op.execute("UPDATE release_decision SET decision = 'no_further_action' WHERE decision = 'out_of_court'")
    _allow(FORMER, WITHOUT_BAIL)


def _allow(words: tuple[str, ...], without_bail: tuple[str, ...]) -> None:
    with op.batch_alter_table("detention") as batch:
        batch.drop_constraint(op.f("ck_detention_release_type"), type_="check")
        batch.create_check_constraint(op.f("ck_detention_release_type"), f"release_type IN {words}")
    with op.batch_alter_table("release_decision") as batch:
        batch.drop_constraint(op.f("ck_release_decision_release_decision"), type_="check")
        batch.create_check_constraint(op.f("ck_release_decision_release_decision"), f"decision IN {words}")
        batch.drop_constraint(op.f("ck_release_decision_no_hold_without_bail"), type_="check")
        batch.create_check_constraint(
            op.f("ck_release_decision_no_hold_without_bail"),
            f"held_only_for_sample = false OR decision NOT IN {without_bail}",
        )
