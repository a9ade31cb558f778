"""Reads of cases, caseload and the day, scoped to the viewer's own provider."""

from pathways.engagement.queries.aftercare import AfterExit, CheckInLine, Said, after_exit, check_ins_due, feedback_of
from pathways.engagement.queries.beside_it import (
    appointment,
    condition,
    conditions_for,
    episode_of,
    feedback_answer,
    is_by_notice,
    result_for_treatment,
    same_visit,
)
from pathways.engagement.queries.booking import next_times, slot_of
from pathways.engagement.queries.case import Case
from pathways.engagement.queries.caseload import CaseRow, caseload, died_among
from pathways.engagement.queries.cases import appointments_of, case, case_of, required_outcomes, with_us
from pathways.engagement.queries.concerns import forces_of_case, towns_near
from pathways.engagement.queries.expected import Expected, due_by_tonight, expected, expected_one, recorded_lately
from pathways.engagement.queries.follow_ups import (
    FollowUpLine,
    follow_up_failures,
    follow_up_of,
    follow_up_outcome_of,
    follow_ups_expected,
    given_before,
    may_book_follow_up,
    may_book_initial,
    was_ever_missed,
)
from pathways.engagement.queries.keyworkers import keyworkers_named
from pathways.engagement.queries.leaks import leaks_of, police_may_know
from pathways.engagement.queries.needs import Needs, needs_of, said_at_the_desk, sittings_of
from pathways.engagement.queries.noting import ContactLine, NoteRead, contacts_of, note_of
from pathways.engagement.queries.outcomes import (
    may_tell_a_peer,
    naloxone_held,
    peer_of,
    scores_of,
    supplies_of,
    supply_of,
)
from pathways.engagement.queries.planning import Plan, goal_of, intervention_of, next_deadline, on_case, plan_of
from pathways.engagement.queries.reaching import contact_facts, may_still_go, safe_contact, text_about
from pathways.engagement.queries.receiving import Coming, Over, coming, coming_one, how_many_coming, over_lately
from pathways.engagement.queries.running import Running, runs_by, what_runs
from pathways.engagement.queries.today import TodayRow, today
from pathways.engagement.queries.told_by_link import (
    OutcomeAsked,
    OutcomeWanted,
    outcome_asked,
    outcome_links_gone_wrong,
    outcome_told,
    outcomes_wanted,
    told_by_link,
)
from pathways.engagement.queries.ways import attempts_of, choices_for, endings_of, open_steps, standing_of

__all__ = [
    "AfterExit",
    "Case",
    "CaseRow",
    "CheckInLine",
    "Coming",
    "ContactLine",
    "Expected",
    "FollowUpLine",
    "Needs",
    "NoteRead",
    "OutcomeAsked",
    "OutcomeWanted",
    "Over",
    "Plan",
    "Running",
    "Said",
    "TodayRow",
    "after_exit",
    "appointment",
    "appointments_of",
    "attempts_of",
    "case",
    "case_of",
    "caseload",
    "check_ins_due",
    "choices_for",
    "coming",
    "coming_one",
    "condition",
    "conditions_for",
    "contact_facts",
    "contacts_of",
    "died_among",
    "due_by_tonight",
    "endings_of",
    "episode_of",
    "expected",
    "expected_one",
    "feedback_answer",
    "feedback_of",
    "follow_up_failures",
    "follow_up_of",
    "follow_up_outcome_of",
    "follow_ups_expected",
    "forces_of_case",
    "given_before",
    "goal_of",
    "how_many_coming",
    "intervention_of",
    "is_by_notice",
    "keyworkers_named",
    "leaks_of",
    "may_book_follow_up",
    "may_book_initial",
    "may_still_go",
    "may_tell_a_peer",
    "naloxone_held",
    "needs_of",
    "next_deadline",
    "next_times",
    "note_of",
    "on_case",
    "open_steps",
    "outcome_asked",
    "outcome_links_gone_wrong",
    "outcome_told",
    "outcomes_wanted",
    "over_lately",
    "peer_of",
    "plan_of",
    "police_may_know",
    "recorded_lately",
    "required_outcomes",
    "result_for_treatment",
    "runs_by",
    "safe_contact",
    "said_at_the_desk",
    "same_visit",
    "scores_of",
    "sittings_of",
    "slot_of",
    "standing_of",
    "supplies_of",
    "supply_of",
    "text_about",
    "today",
    "told_by_link",
    "towns_near",
    "was_ever_missed",
    "what_runs",
    "with_us",
]
