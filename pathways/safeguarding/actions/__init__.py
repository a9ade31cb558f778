"""Recording risks, raising a concern, reviewing it. Keyword-only, with `by`; never committed here."""

from pathways.safeguarding.actions.avoiding import record_services_to_avoid
from pathways.safeguarding.actions.concerns import raise_concern, review_concern
from pathways.safeguarding.actions.risks import record_risks

__all__ = ["raise_concern", "record_risks", "record_services_to_avoid", "review_concern"]
