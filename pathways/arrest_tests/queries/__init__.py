"""Reads of offences, lawful basis, tests and required assessments. The caller finds the episode in sight first."""

from pathways.arrest_tests.queries.asking_later import reminder_of, reminders_of
from pathways.arrest_tests.queries.assessments import (
    assessment_facts,
    decision_of,
    required_assessment_of,
    required_assessments_of,
)
from pathways.arrest_tests.queries.authorities import (
    authorities_of,
    authority_facts,
    offences_to_authorise,
    officers_who_may_authorise,
    refusals_of,
    refused_keys,
)
from pathways.arrest_tests.queries.basis import case_facts, last_sample_in, may_take_second, samples_in
from pathways.arrest_tests.queries.holds import (
    HeldLine,
    HeldRecord,
    held_record,
    held_records,
    hold_of,
    is_held,
    rules_of,
    usable,
)
from pathways.arrest_tests.queries.laboratory import laboratory_states
from pathways.arrest_tests.queries.law import law_book, law_in_use, law_of
from pathways.arrest_tests.queries.notifications import notification_on, notifications_of, notifications_waiting
from pathways.arrest_tests.queries.offences import (
    OffenceLine,
    as_lines,
    detention_start,
    drug_of,
    earlier_offences,
    every_offence,
    key_of,
    last_number_of,
    offence_facts,
    offence_rows,
    offences_of,
)
from pathways.arrest_tests.queries.progress import AssessmentProgress, Progress, TestProgress, progress
from pathways.arrest_tests.queries.sharing import shared_of
from pathways.arrest_tests.queries.shifts import latest_set_up, set_up_now, set_up_of, shift_facts
from pathways.arrest_tests.queries.tests import (
    ResultView,
    TestView,
    analytes_of,
    deciding_test,
    earlier_tests,
    result_for,
    test_of_episode,
    tests_of,
)

__all__ = [
    "AssessmentProgress",
    "HeldLine",
    "HeldRecord",
    "OffenceLine",
    "Progress",
    "ResultView",
    "TestProgress",
    "TestView",
    "analytes_of",
    "as_lines",
    "assessment_facts",
    "authorities_of",
    "authority_facts",
    "case_facts",
    "deciding_test",
    "decision_of",
    "detention_start",
    "drug_of",
    "earlier_offences",
    "earlier_tests",
    "every_offence",
    "held_record",
    "held_records",
    "hold_of",
    "is_held",
    "key_of",
    "laboratory_states",
    "last_number_of",
    "last_sample_in",
    "latest_set_up",
    "law_book",
    "law_in_use",
    "law_of",
    "may_take_second",
    "notification_on",
    "notifications_of",
    "notifications_waiting",
    "offence_facts",
    "offence_rows",
    "offences_of",
    "offences_to_authorise",
    "officers_who_may_authorise",
    "progress",
    "refusals_of",
    "refused_keys",
    "reminder_of",
    "reminders_of",
    "required_assessment_of",
    "required_assessments_of",
    "result_for",
    "rules_of",
    "samples_in",
    "set_up_now",
    "set_up_of",
    "shared_of",
    "shift_facts",
    "test_of_episode",
    "tests_of",
    "usable",
]
