"""Roles, reasons, ways of telling and kinds of paper are rows that foreign keys name: another one needs no migration."""

import sqlalchemy as sa
from alembic import op

revision = "0163"
down_revision = "0162"

# What each list held when it became rows. What its file has more is filled in after the last migration.
LISTS = {
    "role": ("CO", "DM", "HP", "TW", "PM", "PW", "MG", "AD", "PL", "AU", "PM2", "CM", "RG"),
    "decline_reason": (
        "no_place", "out_of_area", "conflict", "access_or_language", "other_service", "already_elsewhere", "closing",
        "other_age_group",
    ),
    "not_tested_reason": (
        "not_in_police_detention", "under_age", "age_not_confirmed", "site_not_notified", "route_not_notified",
        "offence_not_trigger_no_authority", "offence_closed", "authority_refused", "already_sampled_this_detention",
        "no_appropriate_adult", "no_trained_operator", "device_unavailable", "lot_expired", "medically_unfit",
        "too_intoxicated_to_understand", "violent_unsafe", "interpreter_unavailable", "released_before_test",
        "time_expired", "hospital", "officer_discretion",
    ),
    "way_of_telling": ("in_person", "telephone", "text", "email", "letter", "visit"),
    "paper_kind": (
        "dt1", "dt2", "ra1", "ra2", "ra2_follow_up", "ra3", "ra4", "ra5", "referral", "slip", "consents",
        "caution_to_sign", "caution", "simple_caution_to_sign", "simple_caution", "resolution_to_sign", "resolution",
        "deferral_to_sign", "deferral", "penalty_to_give", "penalty", "warning_to_give", "warning", "victim_letter",
    ),
}  # fmt: skip
# Each column that names one: its table, itself, its list, and the CHECK that it had.
COLUMNS = (
    ("role_held", "role", "role", "role"),
    ("sign_in_session", "role", "role", "role"),
    ("decline", "reason", "decline_reason", "reason"),
    ("drug_test", "not_tested_reason", "not_tested_reason", "not_tested_reason"),
    ("victim_contact", "by_what", "way_of_telling", "victim_by_what"),
    ("monitoring_contact", "by_what", "way_of_telling", "contact_by_what"),
    ("kept_paper", "kind", "paper_kind", "kind"),
)


def upgrade() -> None:
    for name, codes in LISTS.items():
        table = op.create_table(name, sa.Column("code", sa.String(length=40), primary_key=True))
        op.bulk_insert(table, [{"code": code} for code in codes])
    for name, column, of_list, check in COLUMNS:
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(op.f(f"ck_{name}_{check}"), type_="check")
            batch.create_foreign_key(op.f(f"fk_{name}_{column}"), of_list, [column], ["code"])


def downgrade() -> None:
    for name, column, of_list, check in COLUMNS:
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(op.f(f"fk_{name}_{column}"), type_="foreignkey")
            batch.create_check_constraint(op.f(f"ck_{name}_{check}"), f"{column} IN {LISTS[of_list]}")
    for name in LISTS:
        op.drop_table(name)
