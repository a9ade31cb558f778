"""Which national reason the last step of a referral stands for, where no worker chose one.

Source: treatment-and-statistics 1.8 and 2.1 (design choice): the reasons that the table of steps names are taken from
it; a transfer is told apart by whether the person was in custody.
"""

from collections.abc import Sequence

_BY_STEP = {
    "picked_up": "83",
    "place_found": "83",
    "provider_closed": "83",
    "lost_in_treatment": "85",
    "person_leaves": "85",
    "not_found": "85",
    "withdrawn_by_service": "86",
    "no_service_exists": "86",  # handed back, and nobody else had a place: the provider's end, not the person's
    "not_returning": "87",
    "person_declines": "88",
    "person_died": "89",
    "no_need": "no_need",
}


def reason_of_steps(steps: Sequence[str]) -> str:
    """The reason for the steps of a closed referral, oldest first; empty where they tell none."""
    last = steps[-1] if steps else ""
    if last == "care_taken_over":
        away = [step for step in steps if step in ("taken_into_custody", "admitted_to_hospital")]
        return "84" if away and away[-1] == "taken_into_custody" else "83"
    return _BY_STEP.get(last, "")
