"""What a service and a pathway manager do with a referral: answer it, ask about it, find a place for the person."""

from pathways.acceptance.actions.answering import AcceptedFirst, accept, decline
from pathways.acceptance.actions.links import answer_by_link, make_links
from pathways.acceptance.actions.placing import ask_for_consent, hand_on, place, step_in_placing
from pathways.acceptance.actions.questions import add_note, say_error, settle_error, step_at_inbox

__all__ = [
    "AcceptedFirst",
    "accept",
    "add_note",
    "answer_by_link",
    "ask_for_consent",
    "decline",
    "hand_on",
    "make_links",
    "place",
    "say_error",
    "settle_error",
    "step_at_inbox",
    "step_in_placing",
]
