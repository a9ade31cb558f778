"""What treatment staff do with a case: contacts, the course of treatment, and what must be told to police."""

from pathways.engagement.actions.aftercare import check_in, give_feedback
from pathways.engagement.actions.assessing import record_assessment
from pathways.engagement.actions.booking import record_and_offer
from pathways.engagement.actions.changing import drop_change, print_changed_notice, propose_change, serve_change
from pathways.engagement.actions.contacts import offer_appointment, record_outcome
from pathways.engagement.actions.course import (
    agree_care_plan,
    record_engaged,
    start_treatment,
)
from pathways.engagement.actions.duties import report_condition, report_required_assessment
from pathways.engagement.actions.earlier_times import note_on_earlier_follow_up, note_on_earlier_time
from pathways.engagement.actions.following_up import (
    decide_follow_up,
    give_notice,
    print_attended,
    print_follow_up,
    report_follow_up,
)
from pathways.engagement.actions.leaks import record_leak
from pathways.engagement.actions.leaving import leave, may_leave
from pathways.engagement.actions.needs import record_needs
from pathways.engagement.actions.noting import add_to_note, change_note, record_contact, write_note
from pathways.engagement.actions.outcomes import record_peer, record_scores, record_use, supply_naloxone
from pathways.engagement.actions.planning import add_goal, close_goal, end_intervention, review_plan, start_intervention
from pathways.engagement.actions.reaching import agree_contact
from pathways.engagement.actions.receiving import answer_transfer
from pathways.engagement.actions.safeguarding import raise_concern, record_services_to_avoid
from pathways.engagement.actions.stepping import record_attempt, step_in_case
from pathways.engagement.actions.told_by_link import make_outcome_links, tell_by_link

__all__ = [
    "add_goal",
    "add_to_note",
    "agree_care_plan",
    "agree_contact",
    "answer_transfer",
    "change_note",
    "check_in",
    "close_goal",
    "decide_follow_up",
    "drop_change",
    "end_intervention",
    "give_feedback",
    "give_notice",
    "leave",
    "make_outcome_links",
    "may_leave",
    "note_on_earlier_follow_up",
    "note_on_earlier_time",
    "offer_appointment",
    "print_attended",
    "print_changed_notice",
    "print_follow_up",
    "propose_change",
    "raise_concern",
    "record_and_offer",
    "record_assessment",
    "record_attempt",
    "record_contact",
    "record_engaged",
    "record_leak",
    "record_needs",
    "record_outcome",
    "record_peer",
    "record_scores",
    "record_services_to_avoid",
    "record_use",
    "report_condition",
    "report_follow_up",
    "report_required_assessment",
    "review_plan",
    "serve_change",
    "start_intervention",
    "start_treatment",
    "step_in_case",
    "supply_naloxone",
    "tell_by_link",
    "write_note",
]
