"""Needs as said, consents as answered, the referral with its milestones, its events, and its appointments."""

from pathways.referrals.models.appointments import Appointment
from pathways.referrals.models.consents import Consent
from pathways.referrals.models.events import ReferralEvent, read_clocks_anew
from pathways.referrals.models.joint import JointPlan
from pathways.referrals.models.leaving import NaloxoneOffer
from pathways.referrals.models.referrals import LOOKED_AT, WAITS, Referral
from pathways.referrals.models.screens import DeclaredSubstance, NeedScreen
from pathways.referrals.models.transfers import ErrorSaid, Transfer

__all__ = [
    "LOOKED_AT",
    "WAITS",
    "Appointment",
    "Consent",
    "DeclaredSubstance",
    "ErrorSaid",
    "JointPlan",
    "NaloxoneOffer",
    "NeedScreen",
    "Referral",
    "ReferralEvent",
    "Transfer",
    "read_clocks_anew",
]
