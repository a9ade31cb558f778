"""The papers of this room, each with what it must hold in `data/papers.csv`: slip, referral, what was agreed to."""

from pathways.referrals.documents.agreed import agreed_paper
from pathways.referrals.documents.referral import referral_paper
from pathways.referrals.documents.slip import slip_paper

__all__ = ["agreed_paper", "referral_paper", "slip_paper"]
