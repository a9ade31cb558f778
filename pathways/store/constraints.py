"""Which named constraint a change broke, on either database, and which of them two people break who act at once."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from sqlalchemy import ExceptionContext, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from pathways.refusals import Stale
from pathways.store.base import AnyRecord, db, save

# What two people did who did it at once, or one person who sent the same page twice: words after "Somebody else".
# A unique constraint that is not here is broken by our own mistake alone, and is told and logged as the error it is;
# tests/house/test_constraints_told.py says of each of those why.
AT_ONCE: Mapping[str, str] = {
    "uq_acceptance_referral_id": "accepted this referral",
    "uq_answer_link_event_id": "made the link for this answer",
    "uq_answer_link_live": "made the link for this answer",
    "uq_appointment_change_pending": "changed this appointment",
    "uq_area_code_valid_from": "set up this area for the same day",
    "uq_assessment_live": "recorded this assessment",
    "uq_board_showing_day": "recorded that these figures were shown",
    "uq_authority_request_open": "asked for this authority",
    "uq_care_plan_live": "recorded this care plan",
    "uq_check_in_referral_id_number": "recorded this check-in",
    "uq_condition_variation_condition_id": "varied this condition",
    "uq_consent_lapses_id": "recorded that this consent lapsed",
    "uq_death_correction_waiting": "asked to take this death back",
    "uq_decline_referral_id": "declined this referral",
    "uq_detention_live": "corrected this detention",
    "uq_disposal_leaflet_organisation_id_kind_number": "signed off this leaflet",
    "uq_disposal_leaflet_organisation_id_kind_valid_from": "signed off this leaflet",
    "uq_disposal_open": "opened a disposal of this arrest",
    "uq_draft_user_id_address": "saved a draft of this page",
    "uq_drug_test_sample_of_a_detention": "recorded the sample of this detention",
    "uq_earlier_outcome_live": "recorded this earlier outcome",
    "uq_engagement_live": "recorded this engagement",
    "uq_fact_sheet_live": "recorded the facts of this case",
    "uq_failure_of_a_requirement": "reported this failure",
    "uq_failure_of_a_test": "reported this refusal",
    "uq_follow_up_live": "recorded this follow-up assessment",
    "uq_follow_up_outcome_live": "recorded the outcome of this follow-up assessment",
    "uq_force_switch_organisation_id_name_valid_from": "set this switch for the same day",
    "uq_gravity_table_organisation_id_valid_from": "loaded a gravity table for the same day",
    "uq_gravity_table_organisation_id_version": "loaded a gravity table of this version",
    "uq_hold_one_a_test": "put this test on hold",
    "uq_import_run_open": "began to import from this system",
    "uq_import_source_organisation_id_name_kind": "began to import from this system",
    "uq_import_undoing_waiting": "asked to take this import back",
    "uq_imported_record_source_id_source_key": "imported this record",
    "uq_joint_plan_live": "began a joint plan with this service",
    "uq_kept_paper_kind_about_id_number": "printed this paper",
    "uq_lab_check_drug_test_id": "sent this sample to the laboratory",
    "uq_law_change_number": "approved a change of the law",
    "uq_law_change_stopped_number": "stopped a change of the law",
    "uq_misses_closed_event_id": "said what these misses were",
    "uq_naloxone_offer_live": "recorded the offer of naloxone",
    "uq_ndtms_agency_code_service_id": "entered the agency code of this service",
    "uq_ndtms_file_bytes": "made this file",
    "uq_ndtms_file_request_open": "asked for this file",
    "uq_need_screen_live": "recorded this screening",
    "uq_needs_assessed_live": "recorded these needs",
    "uq_offence_live": "recorded an offence of this arrest",
    "uq_organisation_name": "added an organisation of this name",
    "uq_outcome_link_appointment_id": "made the link for this appointment",
    "uq_pack_of_a_quarter": "made this pack",
    "uq_pack_open": "ordered this pack",
    "uq_pack_schedule_open": "set up this schedule",
    "uq_peer_support_live": "recorded this peer support",
    "uq_person_details_live": "corrected the details of this person",
    "uq_person_merge_waiting": "asked to merge this person",
    "uq_person_set_aside_source_id_source_key": "imported this person",
    "uq_person_restriction_name_restriction_id_user_id": "named this colleague",
    "uq_post_key_user_id_key": "sent this page",
    "uq_provider_detail_organisation_id": "entered the details of this provider",
    "uq_rank_held_user_id_from_on": "entered the rank of this user for the same day",
    "uq_received_paper_purpose_about_id_sha256": "filed this paper",
    "uq_referral_error_waiting": "said that this referral is an error",
    "uq_referral_transfer_open": "began to transfer this referral",
    "uq_required_assessment_live": "recorded this required assessment",
    "uq_required_assessment_outcome_live": "recorded the outcome of this required assessment",
    "uq_required_otherwise_waiting": "asked for a decision about this required assessment",
    "uq_risk_screen_live": "recorded the risks of this arrest",
    "uq_rule_book_version": "loaded a book of rules of this version",
    "uq_safe_contact_live": "recorded how to reach this person",
    "uq_scrutiny_case_round_id_disposal_id": "drew the cases of this round",
    "uq_scrutiny_case_round_id_number": "drew the cases of this round",
    "uq_scrutiny_hidden_case_id_words": "hid these words",
    "uq_scrutiny_link_case_id_user_id": "recorded your link to this case",
    "uq_scrutiny_member_round_id_user_id": "named the members of this panel",
    "uq_scrutiny_score_case_id_user_id": "recorded your score",
    "uq_service_detail_service_id": "entered the details of this service",
    "uq_service_organisation_id_name_town": "added a service of this name",
    "uq_town_organisation_id_name_valid_from": "added this town for the same day",
    "uq_service_place_standing": "added this place",
    "uq_service_to_avoid_live": "recorded this service to avoid",
    "uq_slot_in_diary": "added a time to the diary at the same hour",
    "uq_structured_start_live": "recorded this start",
    "uq_suite_organisation_id_name": "added a suite of this name",
    "uq_top_scores_live": "recorded these scores",
    "uq_witness_link_answered": "said whether the minutes say so",
    "uq_treatment_exit_stands": "recorded how this treatment ended",
    "uq_user_account_sign_in_name": "added a user of this sign-in name",
    "uq_user_account_stand_in": "set this organisation up",
}


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that was broken; for one without a name, what it is and of which column."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:  # PostgreSQL says it
        if diagnosis.constraint_name:
            return str(diagnosis.constraint_name)
        return f"not null {diagnosis.table_name}.{diagnosis.column_name}"
    return _named_by_sqlite(str(error.orig))


def name_the_broken(context: ExceptionContext) -> None:
    """What an engine calls with each error of its database: the log says the constraint's name, whoever catches it."""
    if isinstance(error := context.sqlalchemy_exception, IntegrityError):
        vars(error)["constraint"] = constraint_of(error)


def is_at_once(error: IntegrityError) -> bool:
    """Whether two people, or two presses, did the same thing at the same moment: nobody made a mistake."""
    return constraint_of(error) in AT_ONCE


def told_at_once(error: IntegrityError) -> str:
    """What the second person reads."""
    return (
        f"Somebody else {AT_ONCE[constraint_of(error)]} at the same moment. "
        "What you typed is still here: check the record first"
    )


def unless_at_once(error: IntegrityError, *names: str) -> None:
    """Raises the error again, unless it broke one of the constraints of these names."""
    if constraint_of(error) not in names:
        raise error


def save_or_same(row: AnyRecord, constraint: str, same: Callable[[], AnyRecord | None]) -> AnyRecord:
    """This row; where it breaks that constraint, the same one that was saved between the look and the row.

    Raises Stale where that one is gone again in the same moment.
    """
    try:
        with db.session.begin_nested():
            return save(row)
    except IntegrityError as error:
        unless_at_once(error, constraint)
        if (saved_before := same()) is None:
            raise Stale from error
        return saved_before


def _named_by_sqlite(words: str) -> str:
    """SQLite names a CHECK and an index on an expression; of any other constraint it says the columns."""
    if named := re.fullmatch(r"CHECK constraint failed: (\w+)|UNIQUE constraint failed: index '(\w+)'", words):
        return named[1] or named[2]
    if columns := re.fullmatch(r"UNIQUE constraint failed: ([\w., ]+)", words):
        return _unique_names().get(frozenset(columns[1].split(", ")), f"unique {columns[1]}")
    if column := re.fullmatch(r"NOT NULL constraint failed: ([\w.]+)", words):
        return f"not null {column[1]}"
    # A foreign key has no name there; a trigger's words are ours.
    return "foreign key" if words.startswith("FOREIGN KEY") else "trigger"


@cache
def _unique_names() -> Mapping[frozenset[str], str]:
    """Every unique constraint, unique index and primary key by its columns, written as SQLite writes them."""
    names: dict[frozenset[str], str] = {}
    for table in db.metadata.tables.values():
        unique = (
            constraint
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint)
        )
        indexes = (index for index in table.indexes if index.unique)
        key: UniqueConstraint | PrimaryKeyConstraint | Index
        for key in (*unique, *indexes):
            columns = frozenset(f"{table.name}.{column.name}" for column in key.columns)
            names[columns] = str(key.name)
    return names
