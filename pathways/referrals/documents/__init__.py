"""The papers of this room: the slip and the referral. What each must hold stands in `data/papers.csv`."""

from pathways.referrals.documents.referral import referral_paper
from pathways.referrals.documents.slip import slip_paper

__all__ = ["referral_paper", "slip_paper"]
