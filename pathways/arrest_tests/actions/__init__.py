"""What custody staff do about offences, tests and assessments. Keyword-only, with `by`; never committed here."""

from pathways.arrest_tests.actions.asking_later import ask_later
from pathways.arrest_tests.actions.assessments import decide_assessment, serve_notice
from pathways.arrest_tests.actions.authority import give_authority, refuse_authority
from pathways.arrest_tests.actions.authority_in_writing import confirm_authority, disown_authority
from pathways.arrest_tests.actions.authority_requests import ask_for_authority, withdraw_request
from pathways.arrest_tests.actions.booking import book_in
from pathways.arrest_tests.actions.changes import drop_change, print_changed_notice, propose_change, serve_change
from pathways.arrest_tests.actions.ending import end_requirement
from pathways.arrest_tests.actions.failures import decide_failure, open_failure, take_back_failure
from pathways.arrest_tests.actions.happened import WhatHappened, record_as_it_happened
from pathways.arrest_tests.actions.holds import decide_hold
from pathways.arrest_tests.actions.laboratory import record_lab_step, tell_not_confirmed
from pathways.arrest_tests.actions.notifications import (
    decide_notification,
    propose_notification,
    take_back_notification,
)
from pathways.arrest_tests.actions.offences import entered, record_offences
from pathways.arrest_tests.actions.printing import print_blank, print_notice, print_result, print_test_record
from pathways.arrest_tests.actions.requests import basis_at, recorded
from pathways.arrest_tests.actions.required_otherwise import decide_requirement, record_requirement_as_it_happened
from pathways.arrest_tests.actions.sharing import share_result
from pathways.arrest_tests.actions.shifts import set_up_shift
from pathways.arrest_tests.actions.telling import decide_told_outside, record_told_outside
from pathways.arrest_tests.actions.tests import correct_test, record_test
from pathways.arrest_tests.rules.entries import EnteredOffence

__all__ = [
    "EnteredOffence",
    "WhatHappened",
    "ask_for_authority",
    "ask_later",
    "basis_at",
    "book_in",
    "confirm_authority",
    "correct_test",
    "decide_assessment",
    "decide_failure",
    "decide_hold",
    "decide_notification",
    "decide_requirement",
    "decide_told_outside",
    "disown_authority",
    "drop_change",
    "end_requirement",
    "entered",
    "give_authority",
    "open_failure",
    "print_blank",
    "print_changed_notice",
    "print_notice",
    "print_result",
    "print_test_record",
    "propose_change",
    "propose_notification",
    "record_as_it_happened",
    "record_lab_step",
    "record_offences",
    "record_requirement_as_it_happened",
    "record_test",
    "record_told_outside",
    "recorded",
    "refuse_authority",
    "serve_change",
    "serve_notice",
    "set_up_shift",
    "share_result",
    "take_back_failure",
    "take_back_notification",
    "tell_not_confirmed",
    "withdraw_request",
]
