"""What is done at this stage: record needs, record the two answers, send, withdraw; and the way back from a service.

Each takes `by`, asks the rules again, writes change and audit together, and flushes; the edge commits.
"""

from pathways.referrals.actions import turning as turning
from pathways.referrals.actions.afterwards import step_by_referrer
from pathways.referrals.actions.agreeing import record_answers
from pathways.referrals.actions.asking import record_consents, record_needs
from pathways.referrals.actions.by_system import take_by_system
from pathways.referrals.actions.closing import hand_on_from
from pathways.referrals.actions.errors import say_error, settle_error
from pathways.referrals.actions.joint import ask_partner, end_joint
from pathways.referrals.actions.lapsing import lapse
from pathways.referrals.actions.leaving import record_leaving, record_naloxone
from pathways.referrals.actions.letting_know import remind_of, tell_of
from pathways.referrals.actions.onward import place_with, send_on
from pathways.referrals.actions.own import CameToUs, record_own_referral
from pathways.referrals.actions.printing import print_agreed, print_referral, print_slip
from pathways.referrals.actions.sending import send, withdraw_consent
from pathways.referrals.actions.stepping import take_step
from pathways.referrals.actions.transferring import begin_transfer, tell_sender

__all__ = [
    "CameToUs",
    "ask_partner",
    "begin_transfer",
    "end_joint",
    "hand_on_from",
    "lapse",
    "place_with",
    "print_agreed",
    "print_referral",
    "print_slip",
    "record_answers",
    "record_consents",
    "record_leaving",
    "record_naloxone",
    "record_needs",
    "record_own_referral",
    "remind_of",
    "say_error",
    "send",
    "send_on",
    "settle_error",
    "step_by_referrer",
    "take_by_system",
    "take_step",
    "tell_of",
    "tell_sender",
    "withdraw_consent",
]
