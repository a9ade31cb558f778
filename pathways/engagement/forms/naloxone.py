"""Naloxone as the service asks it, in the same words at assessment and at every contact."""

from typing import Any

from pathways.referrals.rules import Naloxone
from pathways.ui.fields import Line, Radios, choices_of


def naloxone_field(required: bool | str = "Select one about naloxone") -> Any:
    """Four answers that are never made into two; not required where the person may not have been there."""
    hint = "Asked at every contact with the person."
    return Radios("Naloxone", hint=hint, choices=choices_of(Naloxone), required=required)


def naloxone_why_field() -> Any:
    """Asked only where it was not offered: the rule says so."""
    return Line(
        "Why was naloxone not offered?", called="Why naloxone was not offered", hint="Only if so", required=False
    )
