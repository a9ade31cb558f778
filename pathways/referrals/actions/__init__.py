"""What is done at this stage: record needs, record the two answers, send, withdraw; and the way back from a service.

Each takes `by`, asks the rules again, writes change and audit together, and flushes; the edge commits.
"""

from pathways.referrals.actions.asking import record_consents, record_needs
from pathways.referrals.actions.by_system import take_by_system
from pathways.referrals.actions.lapsing import lapse_due
from pathways.referrals.actions.leaving import record_leaving, record_naloxone
from pathways.referrals.actions.onward import place_with, send_on
from pathways.referrals.actions.printing import print_referral, print_slip
from pathways.referrals.actions.sending import send, withdraw_consent

__all__ = [
    "lapse_due",
    "place_with",
    "print_referral",
    "print_slip",
    "record_consents",
    "record_leaving",
    "record_naloxone",
    "record_needs",
    "send",
    "send_on",
    "take_by_system",
    "withdraw_consent",
]
