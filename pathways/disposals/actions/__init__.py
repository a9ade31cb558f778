"""What staff do about a disposal, each with its audit entry in the same transaction. Nothing here commits."""

from pathways.disposals.actions.books import book_to_decide_by, load_book
from pathways.disposals.actions.codes import answer_code
from pathways.disposals.actions.conditions import accept_condition, report_condition
from pathways.disposals.actions.deciding import authorise, decline, send_back
from pathways.disposals.actions.effecting import sign
from pathways.disposals.actions.facts import record_facts, set_switch
from pathways.disposals.actions.history import Found, add_earlier, correct_earlier
from pathways.disposals.actions.judging import at_gate, rank_to_set_aside, step_now
from pathways.disposals.actions.papers import open_scan, receive_scan
from pathways.disposals.actions.planning import MOST_CONDITIONS, WITH_A_PLAN
from pathways.disposals.actions.printing import print_document, print_victim_letter
from pathways.disposals.actions.proposing import LEAST_RATIONALE, propose, withdraw_proposal
from pathways.disposals.actions.signed_off import set_gravity_table, set_leaflet
from pathways.disposals.actions.stepping import take_step
from pathways.disposals.actions.steps import resume
from pathways.disposals.actions.varying import record_contact, vary_condition
from pathways.disposals.actions.victims import record_victim_contact

__all__ = [
    "LEAST_RATIONALE",
    "MOST_CONDITIONS",
    "WITH_A_PLAN",
    "Found",
    "accept_condition",
    "add_earlier",
    "answer_code",
    "at_gate",
    "authorise",
    "book_to_decide_by",
    "correct_earlier",
    "decline",
    "load_book",
    "open_scan",
    "print_document",
    "print_victim_letter",
    "propose",
    "rank_to_set_aside",
    "receive_scan",
    "record_contact",
    "record_facts",
    "record_victim_contact",
    "report_condition",
    "resume",
    "send_back",
    "set_gravity_table",
    "set_leaflet",
    "set_switch",
    "sign",
    "step_now",
    "take_step",
    "vary_condition",
    "withdraw_proposal",
]
