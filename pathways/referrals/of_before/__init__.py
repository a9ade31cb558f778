"""Referrals of before, as another system recorded them: what is wrong with one, recording it, taking it back."""
